import { ActorKind } from '@hustings/contracts/log';
import { type EventLog, type LogEntry, partitionsOf, subjectsOf } from '@hustings/event-log';
import { executeLater, type VersionedStores } from '../../adapters/recipients-under-every-key.ts';
import { RECIPIENT_AGGREGATE } from '../../domain/privacy/recipient-aggregate.ts';
import type { OptOut, RecipientCommand, RecipientState, Standing } from '../../domain/recipient.ts';
import type { Ground } from '../../domain/standing.ts';
import type { Ledger } from '../ledger.ts';

/** How far a carrying over is. */
export interface CarryProgress {
  seen: number;
  /** Opt-outs that were written under a later version; in a dry run: that stand under the oldest. */
  carried: number;
}

export interface CarryParts {
  log: EventLog;
  stores: VersionedStores;
  ledger: Pick<Ledger, 'clock' | 'ids'>;
}

/** Recipients between two reports. */
const REPORT_EVERY = 200;

/**
 * Writes what stands under the oldest version of the pseudonym key under each later one. Nobody's address is needed. May run beside
 * everything else, be interrupted and repeated: what a person asks meanwhile is recorded under all versions by the ledger itself,
 * and a request that is later than what is carried wins.
 */
export async function* carryOver(
  parts: CarryParts,
  { dryRun, signal }: { dryRun: boolean; signal: AbortSignal },
): AsyncGenerator<CarryProgress> {
  const { log, stores } = parts;
  const progress: CarryProgress = { seen: 0, carried: 0 };
  if (stores.later.length === 0) return;
  for (const partition of partitionsOf(log.layout)) {
    const until = await log.lastSeq(partition);
    if (until === 0) continue;
    const subjects = [subjectsOf(partition, 'optout', RECIPIENT_AGGREGATE)];
    for await (const entry of log.follow({ partition, after: 0, until, subjects, signal })) {
      if ('fault' in entry) continue;
      progress.seen += 1;
      progress.carried += await carryOne(parts, entry, dryRun);
      if (progress.seen % REPORT_EVERY === 0) yield { ...progress };
    }
  }
  yield progress;
}

async function carryOne(
  { stores, ledger }: CarryParts,
  { partition, commit }: LogEntry,
  dryRun: boolean,
): Promise<number> {
  const { aggregateId: id, organisationId } = commit;
  const target = { id, partition, organisationId };
  const recipient = organisationId === '' ? id : id.slice(organisationId.length + 1);
  const { state } = await stores.oldest.load(target);
  if (dryRun) return state.standing.length;
  let carried = 0;
  for (const command of commandsFor(state, { organisationId, recipient }, ledger.clock.nowUs())) {
    const seq = await executeLater(stores, {
      target,
      command,
      meta: {
        actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'optout-ledger' },
        occurredAtUs: ledger.clock.nowUs(),
        correlationId: ledger.ids.uuid(),
        causationId: commit.commitId,
      },
    });
    if (seq > 0 && command.type === 'OptOut') carried += 1;
  }
  return carried;
}

interface Who {
  organisationId: string;
  recipient: string;
}

/** The commands that would lead to what stands: links, then consent, for an opt-out ends it, then opt-outs. */
function commandsFor(state: RecipientState, who: Who, nowUs: bigint): RecipientCommand[] {
  const { consent, links, standing } = state;
  const consents: RecipientCommand[] =
    consent === null
      ? []
      : [
          {
            ...who,
            ...consent,
            type: 'RecordConsent',
            givenAtUs: BigInt(consent.givenAtUs),
            nowUs,
          },
        ];
  const linked = links.map(
    (link): RecipientCommand => ({ ...who, ...link, type: 'LinkIdentity', proof: '', atUs: 0n }),
  );
  const optOuts = standing.flatMap((each) =>
    each.grounds.map((ground) => optOutOf({ ...each, ...ground }, who)),
  );
  return [...linked, ...consents, ...optOuts];
}

/** The request that would lead to what stands. The latest receipt counts: an earlier start word must not outrank it. */
function optOutOf(
  { scope, scopeId, key, source, lastUs, provisional }: Standing & Ground,
  who: Who,
): OptOut {
  return {
    ...{ type: 'OptOut', ...who, scope, scopeId, source, provisional },
    ...{ ground: key, inboundId: '', tier: '', ruleId: '', dataVersion: '' },
    receivedAtUs: BigInt(lastUs),
  };
}
