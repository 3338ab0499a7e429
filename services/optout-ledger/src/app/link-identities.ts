import type { Actor } from '@hustings/contracts/log';
import {
  LinkKind as Kinds,
  type LinkKind,
  type LinkOrdered,
  Source,
} from '@hustings/contracts/optout';
import { err, ok, type Result } from '@hustings/kernel';
import type { OptOut, RecipientRejection } from '../domain/recipient.ts';
import { summarise } from '../domain/standing.ts';
import { followLinks } from './follow-links.ts';
import { digestId, elapsedUs, type Ledger, metaOf, type RecipientRef, refOf } from './ledger.ts';
import { overLink } from './record-opt-out.ts';

/** Two numbers or handles of one person, in one key domain. */
export interface LinkOrder {
  first: RecipientRef;
  second: RecipientRef;
  kind: LinkKind;
  proof: string;
  actor: Actor;
}

export interface Linked {
  linkId: string;
  /** Recipients who got an opt-out of the other's. */
  followed: number;
  effectiveAfterUs: bigint;
}

/**
 * Links two recipients: recorded as ordered, then on both, then each gets the other's opt-outs, and it is answered when nobody
 * writes to either. Interrupted anywhere it is gone on with; done again it changes nothing. Throws `BarrierTimeout`.
 */
export async function linkIdentities(
  ledger: Ledger,
  { first, second, kind, proof, actor }: LinkOrder,
): Promise<Result<Linked, RecipientRejection>> {
  const startedMs = ledger.clock.monotonicMs();
  if (first.recipient === second.recipient) return err({ reason: 'LinkToItself' });
  const { organisationId } = first;
  const names = { first: first.recipient, second: second.recipient };
  const linkId = digestId(ledger, 'lnk', [organisationId, names.first, names.second, String(kind)]);
  const ordered = { linkId, organisationId, ...names, kind, proof, atUs: ledger.clock.nowUs() };
  const ref = { id: linkId, partition: first.partition, organisationId };
  await ledger.acts.links.execute(ref, { ...ordered, type: 'OrderLink' }, metaOf(ledger, actor));
  const linked = await carryOutLink(ledger, ordered, actor);
  if (!linked.ok) return linked;
  return ok({ linkId, followed: linked.value, effectiveAfterUs: elapsedUs(ledger, startedMs) });
}

/** All that follows once a link is ordered. Resolves to how many recipients got an opt-out. */
export async function carryOutLink(
  ledger: Ledger,
  { linkId, organisationId, first, second, kind, proof, atUs }: LinkOrdered,
  actor: Actor,
): Promise<Result<number, RecipientRejection>> {
  const refs = [refOf(ledger, organisationId, first), refOf(ledger, organisationId, second)];
  const meta = metaOf(ledger, actor);
  for (const own of refs) {
    const isFirst = own.recipient === first;
    const left = isFirst && kind === Kinds.LINK_KIND_NUMBER_CHANGED;
    const executed = await ledger.store.execute(
      own,
      {
        type: 'LinkIdentity',
        recipient: own.recipient,
        organisationId,
        other: isFirst ? second : first,
        kind,
        left,
        proof,
        atUs,
      },
      meta,
    );
    if (!executed.ok) return executed;
  }
  let followed = 0;
  for (const own of refs) followed += await carryOptOuts(ledger, own, actor);
  await ledger.acts.links.execute(
    { id: linkId, partition: refOf(ledger, organisationId, first).partition, organisationId },
    { type: 'CompleteLink', linkId },
    meta,
  );
  return ok(followed);
}

/** Gives every opt-out of a recipient to all who are linked to it. */
async function carryOptOuts(ledger: Ledger, from: RecipientRef, actor: Actor): Promise<number> {
  const { state } = await ledger.store.load(from);
  let changed = 0;
  let seq = 0;
  for (const standing of state.standing) {
    for (const ground of standing.grounds) {
      const { scope, scopeId } = summarise(standing);
      const command: OptOut = {
        type: 'OptOut',
        recipient: from.recipient,
        organisationId: from.organisationId,
        scope,
        scopeId,
        source: Source.SOURCE_IDENTITY,
        inboundId: '',
        tier: '',
        ruleId: '',
        dataVersion: '',
        provisional: ground.provisional,
        ground: ground.key,
        receivedAtUs: BigInt(ground.lastUs),
      };
      const done = await followLinks(ledger, {
        from,
        state,
        commandFor: (other, linkedFrom) => overLink(command, other, linkedFrom),
        meta: metaOf(ledger, actor),
      });
      changed += done.changed;
      seq = Math.max(seq, done.seq);
    }
  }
  if (seq > 0) await ledger.barrier.passOptOuts(from.partition, seq);
  return changed;
}
