import type {
  DeliveriesReported,
  DeliveryReport,
  HandOffResult,
  HandOffsFinished,
  HandOffsStarted,
  ReleaseRef,
  ReleasesReturned,
} from '@hustings/contracts/dispatch';
import type { Decider } from '@hustings/decider';
import { ok, unreachable } from '@hustings/kernel';
import type { ReturnCode } from './last-look.ts';
import { keyOf } from './release.ts';

/** A sender's hand-offs. */
export interface OutboxState {
  /** Releases with a decision number up to this one were taken up: nobody may take them up again. */
  takenThrough: number;
  /** Keys of releases that were recorded as started and not yet as ended. */
  open: ReadonlySet<string>;
}

/** A release to take up: hand it off, or hand it back with a code. */
export interface TakeUp {
  ref: ReleaseRef;
  verdict: 'HAND_OFF' | ReturnCode;
}

/** How a call ended. */
export interface Ending {
  ref: ReleaseRef;
  outcome: 'accepted' | 'rejected' | 'uncertain';
  providerMessageId: string;
  code: string;
  startedAtUs: bigint;
  answeredAtUs: bigint;
}

/** Everything about one sender that is recorded together. Lists may be empty. */
export interface RecordHandOffs {
  /** In the order of their decisions. */
  take: TakeUp[];
  /** Started, but never called. */
  giveBack: { ref: ReleaseRef; code: ReturnCode }[];
  finish: Ending[];
  deliveries: DeliveryReport[];
}

export type OutboxEvent =
  | ({ type: 'HandOffsStarted' } & HandOffsStarted)
  | ({ type: 'ReleasesReturned' } & ReleasesReturned)
  | ({ type: 'HandOffsFinished' } & HandOffsFinished)
  | ({ type: 'DeliveriesReported' } & DeliveriesReported);

/**
 * Guards that a release is handed off at most once. Commands are never refused: what was recorded already, by us or by
 * another dispatcher, causes no event, and only releases that stand in one's own `HandOffsStarted` may be called.
 */
export const outboxDecider: Decider<OutboxState, RecordHandOffs, OutboxEvent, never> = {
  initialState: () => ({ takenThrough: 0, open: new Set() }),
  decide: (command, state) =>
    ok([
      ...finishHandOffs(command, state),
      ...returnReleases(command, state),
      ...startHandOffs(command, state),
      ...reportDeliveries(command),
    ]),
  evolve(state, event) {
    switch (event.type) {
      case 'HandOffsStarted':
        return openHandOffs(state, event.releases);
      case 'ReleasesReturned':
        return closeHandOffs(state, event.returned);
      case 'HandOffsFinished':
        return closeHandOffs(state, [...event.accepted, ...event.rejected, ...event.uncertain]);
      case 'DeliveriesReported':
        return state;
      default:
        return unreachable(event);
    }
  },
};

function startHandOffs(command: RecordHandOffs, state: OutboxState): OutboxEvent[] {
  const releases = notTaken(command, state)
    .filter((each) => each.verdict === 'HAND_OFF')
    .map((each) => each.ref);
  return releases.length > 0 ? [{ type: 'HandOffsStarted', releases }] : [];
}

function returnReleases(command: RecordHandOffs, state: OutboxState): OutboxEvent[] {
  const untaken = notTaken(command, state).flatMap(({ ref, verdict }) =>
    verdict === 'HAND_OFF' ? [] : [resultOf(ref, verdict)],
  );
  const uncalled = command.giveBack
    .filter((each) => state.open.has(keyOf(each.ref)))
    .map((each) => resultOf(each.ref, each.code));
  const returned = [...uncalled, ...untaken];
  return returned.length > 0 ? [{ type: 'ReleasesReturned', returned }] : [];
}

function finishHandOffs(command: RecordHandOffs, state: OutboxState): OutboxEvent[] {
  const endings = command.finish.filter((each) => state.open.has(keyOf(each.ref)));
  if (endings.length === 0) return [];
  const having = (outcome: Ending['outcome']): HandOffResult[] =>
    endings
      .filter((each) => each.outcome === outcome)
      .map(({ ref, outcome: _, ...rest }) => ({ release: ref, ...rest }));
  return [
    {
      type: 'HandOffsFinished',
      accepted: having('accepted'),
      rejected: having('rejected'),
      uncertain: having('uncertain'),
    },
  ];
}

function reportDeliveries({ deliveries }: RecordHandOffs): OutboxEvent[] {
  return deliveries.length > 0 ? [{ type: 'DeliveriesReported', reports: deliveries }] : [];
}

/** The log may show a decision twice, and a command may too: each number is taken up once. */
function notTaken(command: RecordHandOffs, state: OutboxState): TakeUp[] {
  let through = state.takenThrough;
  return command.take.filter(({ ref }) => {
    const isNew = Number(ref.decisionNumber) > through;
    through = Math.max(through, Number(ref.decisionNumber));
    return isNew;
  });
}

function openHandOffs(state: OutboxState, releases: ReleaseRef[]): OutboxState {
  return {
    takenThrough: highest(state.takenThrough, releases),
    open: state.open.union(new Set(releases.map(keyOf))),
  };
}

function closeHandOffs(state: OutboxState, results: HandOffResult[]): OutboxState {
  const refs = results.flatMap((result) => (result.release ? [result.release] : []));
  return {
    takenThrough: highest(state.takenThrough, refs),
    open: state.open.difference(new Set(refs.map(keyOf))),
  };
}

function highest(takenThrough: number, refs: ReleaseRef[]): number {
  return refs.reduce((most, ref) => Math.max(most, Number(ref.decisionNumber)), takenThrough);
}

function resultOf(release: ReleaseRef, code: ReturnCode): HandOffResult {
  return { release, providerMessageId: '', code, startedAtUs: 0n, answeredAtUs: 0n };
}
