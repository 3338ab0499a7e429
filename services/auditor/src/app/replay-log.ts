import { type EventLog, organisationPartitions } from '@hustings/event-log';
import { ALL_POLITICAL_PARTITION, type Clock } from '@hustings/kernel';
import { type AllPoliticalSteps, addAllPolitical } from '../domain/all-political.ts';
import { decodeEntry } from '../domain/decode-entry.ts';
import { Findings } from '../domain/findings.ts';
import { PartitionReplay, type PartitionReport } from '../domain/partition-replay.ts';
import { WideLiftCheck } from '../domain/wide-lift-check.ts';
import type { Links } from '../ports/links.ts';
import { digestOfServiceText } from './digest-of-text.ts';
import { KnownLinks } from './known-links.ts';

export interface ReplayParts {
  log: EventLog;
  /** Called once a replay, so that what was erased since the last one is gone. */
  openLinks(): Promise<Links>;
  clock: Clock;
}

/** How far a replay is. */
export interface ReplayStage {
  seq: number;
  lastSeq: number;
  decisions: number;
}

/** What a replay found, by partition, and faults of partition "all". */
export interface ReplayOutcome {
  partitions: PartitionReport[];
  allPolitical: Findings;
}

/** Often enough to see life, rare enough to cost nothing. */
const STAGE_EVERY_MS = 500;

/**
 * Replays partitions up to where they end now. Partition "all" is read first and later than the ends are taken, so that
 * it holds every opt-out that a decision can name. Yields stages, returns the outcome.
 */
export async function* replayLog(
  parts: ReplayParts,
  { partition, signal }: { partition: string; signal: AbortSignal },
): AsyncGenerator<ReplayStage, ReplayOutcome> {
  const { log } = parts;
  const names = partition === '' ? organisationPartitions(log.layout) : [partition];
  const ends = await Promise.all(
    names.map(async (name) => ({ name, lastSeq: await log.lastSeq(name) })),
  );
  const { steps, findings } = await readAllPolitical(log, signal);
  const links = await parts.openLinks();
  const reports: PartitionReport[] = [];
  for (const { name, lastSeq } of ends) {
    reports.push(
      yield* replayPartition(parts, { name, lastSeq, allPolitical: steps, links, signal }),
    );
  }
  return { partitions: reports, allPolitical: findings };
}

async function readAllPolitical(
  log: EventLog,
  signal: AbortSignal,
): Promise<{ steps: AllPoliticalSteps; findings: Findings }> {
  const steps: AllPoliticalSteps = new Map();
  const findings = new Findings();
  const lifts = new WideLiftCheck(findings);
  const partition = ALL_POLITICAL_PARTITION;
  const until = await log.lastSeq(partition);
  if (until === 0) return { steps, findings };
  for await (const entry of log.follow({ partition, after: 0, until, signal })) {
    if ('fault' in entry) findings.add('BREAK', entry.seq, entry.fault);
    else {
      addAllPolitical(steps, entry);
      lifts.take(entry);
    }
  }
  return { steps, findings };
}

interface PartitionEnd {
  name: string;
  lastSeq: number;
  allPolitical: AllPoliticalSteps;
  links: Links;
  signal: AbortSignal;
}

async function* replayPartition(
  { log, clock }: ReplayParts,
  { name: partition, lastSeq, allPolitical, links, signal }: PartitionEnd,
): AsyncGenerator<ReplayStage, PartitionReport> {
  const known = new KnownLinks(partition, links);
  const { layout } = log;
  const replay = new PartitionReplay({
    partition,
    layout,
    allPolitical,
    linkOf: known.linkOf,
    digestOfText: digestOfServiceText(),
  });
  let shownMs = clock.monotonicMs();
  if (lastSeq > 0) {
    for await (const entry of log.follow({ partition, after: 0, until: lastSeq, signal })) {
      const decoded = decodeEntry(entry);
      // Where nobody opted out from all political senders there is nothing to join.
      if (decoded.kind === 'DECISIONS' && allPolitical.size > 0) {
        await known.fetchFor(decoded.event.decisions);
      }
      replay.take(decoded);
      if (clock.monotonicMs() - shownMs < STAGE_EVERY_MS) continue;
      shownMs = clock.monotonicMs();
      yield { seq: entry.seq, lastSeq, decisions: replay.decisions };
    }
  }
  return replay.finish(Number(clock.nowUs()));
}
