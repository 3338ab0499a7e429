import {
  type Decision,
  DecisionKind,
  type DecisionsRecorded,
  Outcome,
} from '@hustings/contracts/governor';
import type { Clock } from '@hustings/kernel';
import type { Fact, GateItem, GateVerdict } from '@hustings/policy';
import { laneKey, partsOfLane } from '@hustings/policy/gate';
import type {
  FoundQueued,
  Peeked,
  PeekedLane,
  PeekOptions,
  QueuedMessage,
} from '@hustings/redis-scripts';
import {
  charge,
  emptyLine,
  type Flow,
  isShown,
  type Line,
  orderFairly,
  type Turn,
} from '../domain/fair-order.ts';
import type { HandOffWindow } from '../domain/hand-off-window.ts';
import { Answered } from './answered.ts';
import { type CommitRoom, ROOM_KEPT, releaseBytesOf } from './commit-room.ts';
import { HeldBack } from './held-back.ts';
import { LaneWatch, lineOf, SKIP_MAX, type Wait } from './lane-watch.ts';

/** Most queued messages of one sender, and most senders, that one group tries. */
const PER_SENDER_MAX = 32;
const SENDERS_MAX = 16;

export interface ReleaseFrontParts {
  clock: Clock;
  onDue: () => void;
  /** See `LaneWatch`. */
  isRate: (ruleId: string) => boolean;
  /** A campaign's share, at least 1. */
  weightOf: (campaignId: string) => number;
  /** See `handOffWindow`. */
  handOffWindow: (senderId: string) => HandOffWindow;
  /** A look left so many senders out because their hand-offs are behind. */
  onHeldBack: (senders: number) => void;
}

/**
 * What of a gate's queue is tried next: conversation before bulk, the campaigns of a sender in their shares, and nothing
 * that is known to have to wait. The shares are counted from recorded releases, so that all governors of a gate count
 * alike; a restart forgets who was ahead, which is at most one message of each campaign.
 */
export class ReleaseFront {
  readonly #parts: ReleaseFrontParts;
  readonly #watch: LaneWatch;
  /** By "<sender>|<priority>". */
  readonly #lines = new Map<string, Line>();
  readonly #answered = new Answered();
  readonly #heldBack: HeldBack;
  #cutLanes: ReadonlySet<string> = new Set();
  /** What the group that is out tries. */
  #turns: Turn[] = [];
  #afterSender = '';
  #turn = 0;

  constructor(parts: ReleaseFrontParts) {
    this.#parts = parts;
    this.#watch = new LaneWatch(parts.clock, parts.onDue, parts.isRate);
    this.#heldBack = new HeldBack(parts.handOffWindow);
  }

  get due(): boolean {
    return this.#watch.due || this.#answered.due;
  }

  /** See `LaneWatch.wake`. What a group tried that came to nothing is tried again. */
  wake(forget: boolean): void {
    this.#answered.giveBack();
    this.#watch.wake(forget);
  }

  /** Whoever has replied may be written to at once. */
  noteFacts(facts: readonly Fact[]): void {
    this.#answered.noteFacts(facts);
  }

  /** Hand-offs of these senders have moved. */
  handOffsMoved(senderIds: ReadonlySet<string>): void {
    if (this.#heldBack.mayGoOn(senderIds)) this.#watch.wake(false);
  }

  /** Begins a look. Recipients whose messages are to be tried wherever they stand. */
  takeAnswered(): string[] {
    this.#heldBack.beginLook();
    return this.#answered.take(this.#watch.due);
  }

  /** Of what is queued for them, the messages to try now. Where a rate holds a line nobody overtakes whoever is next. */
  tryAnswered({ messages, hasMore }: FoundQueued, room: CommitRoom): QueuedMessage[] {
    const fitting = messages.slice(
      0,
      room.take(messages, releaseBytesOf, ROOM_KEPT.besideReleases),
    );
    if (hasMore || fitting.length < messages.length) {
      this.#answered.putBackAfter(fitting.at(-1)?.admission.recipient);
    }
    const tried = fitting.filter(({ admission }) => {
      const lane = laneKey(admission);
      this.#watch.forgetLane(lane);
      const isHeld =
        this.#watch.holdsLine(lane) || this.#heldBack.take(admission.senderId, 1) === 0;
      if (isHeld) this.#answered.hold(admission.recipient);
      return !isHeld;
    });
    if (tried.length === 0) this.#answered.settle();
    return tried;
  }

  /** Why a lane waits; null when it does not. */
  waitOf(lane: string): Wait | null {
    return this.#watch.waitOf(lane) ?? this.#heldBack.waitOf(partsOfLane(lane).senderId);
  }

  /** What to ask of the next peek. */
  peekOptions(): Omit<PeekOptions, 'epoch'> {
    this.#turn += 1;
    return {
      perSender: PER_SENDER_MAX,
      senders: SENDERS_MAX,
      afterSender: this.#afterSender,
      turn: this.#turn,
      skip: [...this.#heldBack.lines(), ...this.#watch.beginLook()].slice(0, SKIP_MAX),
    };
  }

  /** The messages to try, in the order in which they are tried. */
  take(peeked: Peeked, room: CommitRoom): QueuedMessage[] {
    this.#afterSender = peeked.lastSender;
    const bySender = Map.groupBy(peeked.lanes, ({ lane }) => partsOfLane(lane).senderId);
    const turns = [...bySender.values()].flatMap((lanes) => this.#orderSender(lanes));
    const bytesOf = ({ message }: Turn): number => releaseBytesOf(message);
    this.#turns = turns.slice(0, room.take(turns, bytesOf, ROOM_KEPT.besideReleases));
    this.#cutLanes = new Set([
      ...peeked.lanes.filter(({ hasMore }) => hasMore).map(({ lane }) => lane),
      // For these there was no room.
      ...turns.slice(this.#turns.length).map(({ message }) => laneKey(message.admission)),
    ]);
    const { reopensInUs, found, held } = this.#heldBack.endLook();
    if (held > 0) {
      this.#parts.onHeldBack(held);
      this.#watch.lookAgainAt(Number(this.#parts.clock.nowUs()) + reopensInUs);
    }
    // Whom this look had to leave out the next one passes over: others may stand behind them.
    this.#watch.noteLook(this.#turns.length + found);
    return this.#turns.map(({ message }) => message);
  }

  noteVerdicts(items: GateItem[], verdicts: GateVerdict[]): void {
    this.#answered.settle();
    this.#watch.noteVerdicts({ items, verdicts, cutLanes: this.#cutLanes });
    const waiting = new Map<string, Turn>();
    const turnOf = new Map(this.#turns.map((turn) => [turn.message.admission.messageId, turn]));
    for (let index = 0; index < verdicts.length; index++) {
      const verdict = verdicts[index];
      const item = items[index];
      const turn = item?.kind === 'RELEASE' ? turnOf.get(item.messageId) : undefined;
      if (!item || !turn || !verdict) continue;
      const name = lineOf(laneKey({ ...item.context, priority: item.priority }));
      const first = waiting.get(name);
      const waits = verdict.answer === 'WAIT' && this.#parts.isRate(verdict.ruleId);
      if (waits && !first) waiting.set(name, turn);
      if (first && isReleased(verdict)) this.#lineAt(name).overtaken ??= first;
    }
  }

  /** Takes a recorded commit of the gate, by whichever governor. */
  noteRecorded(recorded: DecisionsRecorded): void {
    for (const decision of recorded.decisions) {
      if (decision.outcome === Outcome.OUTCOME_QUEUED) this.#watch.noteQueued(laneKey(decision));
      else if (wasReleasedFromLane(decision)) {
        const line = this.#lineAt(lineOf(laneKey(decision)));
        charge(line, decision, this.#parts.weightOf(decision.campaignId));
      }
    }
  }

  stop(): void {
    this.#watch.stop();
  }

  #orderSender(lanes: PeekedLane[]): Turn[] {
    const senderId = partsOfLane(lanes[0]?.lane ?? '').senderId;
    const most = this.#heldBack.take(senderId, PER_SENDER_MAX);
    const tried: Turn[] = [];
    if (most === 0) return tried;
    const byLine = Map.groupBy(lanes, ({ lane }) => lineOf(lane));
    for (const name of [...byLine.keys()].sort()) {
      const flows = flowsOf(byLine.get(name) ?? []);
      const line = this.#lineAt(name);
      if (line.overtaken && !isShown(flows, line.overtaken)) line.overtaken = null;
      const { weightOf } = this.#parts;
      const { turns, cut } = orderFairly(line, flows, {
        room: most - tried.length,
        weightOf,
      });
      tried.push(...turns);
      if (cut) break;
    }
    return tried;
  }

  #lineAt(name: string): Line {
    const known = this.#lines.get(name);
    if (known) return known;
    const fresh = emptyLine();
    this.#lines.set(name, fresh);
    return fresh;
  }
}

/** Lanes of one line by campaign; a campaign's lanes are merged in the order of admission. */
function flowsOf(lanes: PeekedLane[]): Flow[] {
  const byCampaign = Map.groupBy(lanes, ({ lane }) => partsOfLane(lane).campaignId);
  return [...byCampaign].map(([campaignId, own]) => {
    const messages = own
      .flatMap((lane) => lane.messages)
      .sort((a, b) => Number(a.admission.number - b.admission.number));
    // Behind the end of a lane that goes on nothing is known, also not whether another lane's message comes first.
    const ends = own.filter(({ hasMore }) => hasMore).map((lane) => lastNumberOf(lane));
    if (ends.length === 0) return { campaignId, messages, hasMore: false };
    const known = Math.min(...ends);
    const upTo = messages.filter(({ admission }) => Number(admission.number) <= known);
    return { campaignId, messages: upTo, hasMore: true };
  });
}

function lastNumberOf({ messages }: PeekedLane): number {
  return Number(messages.at(-1)?.admission.number ?? 0n);
}

function wasReleasedFromLane({ kind, outcome }: Decision): boolean {
  return kind === DecisionKind.DECISION_KIND_RELEASE && outcome === Outcome.OUTCOME_RELEASED;
}

function isReleased(verdict: GateVerdict): boolean {
  return verdict.answer === 'DECIDED' && verdict.outcome === Outcome.OUTCOME_RELEASED;
}
