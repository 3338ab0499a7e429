import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import {
  Decision,
  DecisionKind,
  DecisionsRecorded,
  DeliveryMode,
  Outcome,
  Priority,
  SealedContent,
  type SealedItem,
} from '@hustings/contracts/governor';
import { encodeMessage } from '@hustings/contracts/wire';
import { present } from '@hustings/kernel';
import { commitmentOf, createContent, createVault, sealMessage } from '@hustings/privacy';
import { KNOWN_RECIPIENTS } from '../grpc/loads.ts';

const ORGANISATION = idOf('org');
const WHO = {
  organisationId: ORGANISATION,
  senderId: idOf('snd'),
  campaignId: idOf('cmp'),
  credentialId: idOf('crd'),
  intermediaryId: idOf('int'),
};
const VERDICT = {
  verdictId: crypto.randomUUID(),
  templateFingerprint: randomBytes(16).toString('hex'),
  familyId: '',
  findingCodes: [],
  classifierVersion: '1.0.0',
};
/** What all decisions have in common. */
const ALIKE = Decision.create({
  ...WHO,
  verdict: VERDICT,
  place: ';;ES',
  units: 1,
  kind: DecisionKind.DECISION_KIND_ADMISSION,
  priority: Priority.PRIORITY_BULK,
  mode: DeliveryMode.DELIVERY_MODE_IMMEDIATE,
  outcome: Outcome.OUTCOME_RELEASED,
  releaseAttempt: 1,
});
const PSEUDONYM_BYTES = 16;
const KEY_BYTES = 32;

/** A message as a governor has it when its form, its number and its recipient are known. */
export interface RawMessage {
  messageId: string;
  idempotencyKey: string;
  /** Pseudonym: 22 characters of base64url. */
  recipient: string;
  key: KeyObject;
  address: string;
  text: string;
}

interface Person {
  recipient: string;
  key: KeyObject;
  address: string;
}

/** People who are written to in turn. */
const people: Person[] = Array.from({ length: KNOWN_RECIPIENTS.count }, (_, index) => ({
  recipient: randomBytes(PSEUDONYM_BYTES).toString('base64url'),
  key: createSecretKey(randomBytes(KEY_BYTES)),
  address: `+346${KNOWN_RECIPIENTS.first + index}`,
}));
const vault = createVault('00'.repeat(KEY_BYTES));
let made = 0;

/** The next so many messages. */
export function nextMessages(count: number): RawMessage[] {
  return Array.from({ length: count }, () => {
    const index = made++;
    const person = people[index % people.length] as Person;
    return {
      ...person,
      messageId: crypto.randomUUID(),
      idempotencyKey: `raw-${String(index).padStart(8, '0')}`,
      text: `Hola ${index % 8}: el domingo es la votación y tu mesa está en el colegio de siempre. BAJA para no recibir más.`,
    };
  });
}

/** The texts of a group, each sealed for its recipient, and what the log commits to. */
export function sealGroup(messages: readonly RawMessage[]): {
  bytes: Buffer;
  commitments: Buffer[];
} {
  const items: SealedItem[] = [];
  const commitments: Buffer[] = [];
  for (const { messageId, recipient, key, address, text } of messages) {
    const content = createContent({ address, text, links: [] });
    const { nonce, ciphertext } = sealMessage(key, messageId, content);
    items.push({ messageId, organisationId: ORGANISATION, recipient, nonce, ciphertext });
    commitments.push(commitmentOf(content));
  }
  return { bytes: encodeMessage(SealedContent, { items }), commitments };
}

/** The event that records all of a group as released at once, with the hash by which a request is known again. */
export function recordGroup(
  messages: readonly RawMessage[],
  { seq, commitments }: { seq: number; commitments: readonly Buffer[] },
): Buffer {
  const decisions = messages.map((message, index): Decision => {
    const { messageId, recipient, idempotencyKey, address, text } = message;
    const body = [WHO.senderId, WHO.campaignId, address, text];
    const commitment = present(commitments[index], 'one for each');
    return {
      ...ALIKE,
      messageId,
      recipient,
      idempotencyKey,
      number: BigInt(index + 1),
      requestHash: vault.requestHash(ORGANISATION, body),
      content: { seq: BigInt(seq), index, commitment },
    };
  });
  return encodeMessage(DecisionsRecorded, DecisionsRecorded.create({ decisions }));
}

/** As the registry makes them: a prefix and 32 hex digits. */
function idOf(prefix: string): string {
  return `${prefix}-${crypto.randomUUID().replaceAll('-', '')}`;
}
