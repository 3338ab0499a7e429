import { gateOf } from '@hustings/kernel';
import {
  ContentStore,
  createContent,
  createVault,
  keySubject,
  RecipientKeys,
  sealMessage,
} from '@hustings/privacy';
import { jetstreamManager } from '@nats-io/jetstream';
import type { LedgerWorld } from './ledger-world.ts';

/** Seals and stores a message as a governor would have, or with `isReply` as a dispatcher would have. */
export async function sealedFor(
  world: LedgerWorld,
  message: { address: string; text: string; organisationId: string; isReply?: boolean },
) {
  const { address, text, organisationId, isReply } = message;
  const vault = createVault(world.masterKey);
  const keys = await RecipientKeys.open(world.connection, vault);
  const pseudonym = vault.organisationPseudonym(organisationId, address);
  const ref = { partition: '0', organisationId, pseudonym };
  const { key } = await keys.keyFor(ref, vault.allPoliticalPseudonym(address));
  const messageId = `sealed-${pseudonym}`;
  const item = sealMessage(key, messageId, createContent({ address, text, links: [] }));
  const contents = await ContentStore.open(world.connection);
  const gate = gateOf(organisationId, world.log.layout);
  const sealed = { messageId, organisationId, recipient: pseudonym, ...item };
  const seq = isReply
    ? await contents.putInbound('0', gate, sealed)
    : await contents.putGroup('0', gate, [sealed]);
  const jsm = await jetstreamManager(world.connection);
  const stored = await jsm.streams.getMessage('HUSTINGS_KEYS_0', { last_by_subj: keySubject(ref) });
  const content = { seq: BigInt(seq), index: 0, commitment: Buffer.alloc(32) };
  return { ref, messageId, content, wrapped: stored?.data ?? new Uint8Array([0]) };
}
