import { ReleasesReturned } from '@hustings/contracts/dispatch';
import { DecisionsRecorded, Outcome } from '@hustings/contracts/governor';
import { decodeMessage } from '@hustings/contracts/wire';
import type { EventLog, LogEntry } from '@hustings/event-log';
import { type Place, type RecipientScripts, releaseName } from '@hustings/redis-scripts';
import type { CapsInForce } from '../domain/caps-in-force.ts';

/** Releases of one call: the pseudonyms of so many people are looked up at once. */
const BATCH = 256;

export interface RestoreParts {
  log: EventLog;
  scripts: RecipientScripts;
  /** '' when the person was erased. */
  pseudonymOf: (partition: string, organisationId: string, recipient: string) => Promise<string>;
  nowUs: () => number;
}

/** A release, or its way back, as the log holds it. */
interface Counted {
  isReturn: boolean;
  organisationId: string;
  recipient: string;
  messageId: string;
  attempt: number;
  atUs: number;
}

/**
 * Puts the releases of the longest period into emptied shards, without those that were handed back uncalled. What was
 * released before anybody counted is taken to count: that is only stricter.
 */
export async function restorePlaces(
  { log, scripts, pseudonymOf, nowUs }: RestoreParts,
  { epoch, force }: { epoch: string; force: CapsInForce },
  signal: AbortSignal,
): Promise<void> {
  const at = { epoch, caps: force.caps };
  const sinceUs = nowUs() - Math.max(...force.caps.map(({ spanUs }) => spanUs));
  const placed = async (partition: string, one: Counted): Promise<Place & { atUs: number }> => ({
    person: await pseudonymOf(partition, one.organisationId, one.recipient),
    release: releaseName(one.messageId, one.attempt),
    atUs: one.atUs,
  });
  for (let partition = 0; partition < log.layout.partitions; partition++) {
    for await (const batch of batchesOf(log, String(partition), { sinceUs, signal })) {
      const places = await Promise.all(batch.map((one) => placed(String(partition), one)));
      const known = places.filter(({ person }) => person !== '');
      if (batch[0]?.isReturn) await scripts.giveBack(at, known);
      else await scripts.restore(at, known);
    }
  }
}

/** Releases and returns in the order of the log; a batch holds one kind only. */
async function* batchesOf(
  log: EventLog,
  partition: string,
  { sinceUs, signal }: { sinceUs: number; signal: AbortSignal },
): AsyncGenerator<Counted[]> {
  const until = await log.lastSeq(partition);
  if (until === 0) return;
  let batch: Counted[] = [];
  for await (const entry of log.follow({ partition, after: 0, until, signal })) {
    for (const one of 'commit' in entry ? countedOf(entry) : []) {
      if (one.atUs <= sinceUs) continue;
      if (batch.length >= BATCH || (batch[0] && batch[0].isReturn !== one.isReturn)) {
        yield batch;
        batch = [];
      }
      batch.push(one);
    }
  }
  if (batch.length > 0) yield batch;
}

function countedOf({ commit }: LogEntry): Counted[] {
  return commit.events.flatMap(({ eventType, data }) => {
    if (eventType === 'governor.DecisionsRecorded.v1')
      return releasesOf(decodeMessage(DecisionsRecorded, data));
    if (eventType !== 'dispatch.ReleasesReturned.v1') return [];
    return ReleasesReturned.decode(data).returned.flatMap(({ release }) =>
      release
        ? [
            {
              ...release,
              attempt: release.releaseAttempt,
              isReturn: true,
              atUs: Number(commit.occurredAtUs),
            },
          ]
        : [],
    );
  });
}

function releasesOf({ decisions, decidedAtUs }: DecisionsRecorded): Counted[] {
  return decisions
    .filter(({ outcome, recipientCap }) => {
      return outcome === Outcome.OUTCOME_RELEASED && recipientCap?.counted !== false;
    })
    .map((decision) => ({
      organisationId: decision.organisationId,
      recipient: decision.recipient,
      messageId: decision.messageId,
      attempt: decision.releaseAttempt,
      isReturn: false,
      atUs: Number(decidedAtUs),
    }));
}
