import type { Decider } from '@hustings/decider';
import {
  type CaseCommand,
  type CaseEvent,
  type CaseRejection,
  type CaseState,
  caseDecider,
  caseIdOf,
  ordinalOf,
  SYSTEM,
} from '@hustings/enforcement/simulation';
import {
  DAY_US,
  HOUR_US,
  LADDER,
  OFFICERS,
  ORGANISATION,
  SECOND_US,
  START_US,
  SUBJECTS,
} from './cast.ts';
import { type Dice, diceOf } from './dice.ts';
import { nextStep } from './diligence.ts';
import { type Entry, SimulatedLog } from './log.ts';
import { openingOf, orderIn } from './orders.ts';
import { Replica } from './replica.ts';

export type CaseDecider = Decider<CaseState, CaseCommand, CaseEvent, CaseRejection>;

/** Orders that were decided and whose commit is not in the log yet. */
interface InFlight {
  caseId: string;
  command: CaseCommand;
  actor: string;
  commit: Omit<Entry, 'seq' | 'before' | 'after'>;
  /** Replica that dies with it; -1 = a person's, which survives in the service that answers. */
  replica: number;
}

/** Orders that the team gives in one step, one on the other. */
const TEAM_STEPS = 3;

/** Commits that wait at once at most. */
const MAX_IN_FLIGHT = 4;

const DEPTHS: readonly CaseState['status'][] = [
  ...(['NONE', 'CLOSED', 'OPENED', 'WARNED', 'RESTRICTED', 'SUSPENDED'] as const),
  ...(['BAN_NOTICE', 'BANNED', 'PENDING'] as const),
];

const WAITS_US = [
  ...[1, SECOND_US, HOUR_US, HOUR_US, 5 * HOUR_US, 5 * HOUR_US, 25 * HOUR_US, 25 * HOUR_US],
  ...[25 * HOUR_US, 73 * HOUR_US, 31 * DAY_US],
] as const;

/**
 * The enforcement machine in a bad world: two replicas that lag, die and have wrong clocks, people who order whatever comes to
 * their mind, and appends that come late, twice or never. The decider and the fold are the real ones, unless a test breaks them.
 */
export class World {
  readonly log: SimulatedLog;
  readonly replicas = [new Replica(), new Replica()] as const;
  nowUs = START_US;
  readonly #decider: CaseDecider;
  #waiting: InFlight[] = [];
  #commits = 0;

  constructor(decider: CaseDecider = caseDecider) {
    this.#decider = decider;
    this.log = new SimulatedLog((state, event) => decider.evolve(state, event));
  }

  /** Takes one step; all of it follows from its number. */
  step(seed: number): void {
    const dice = diceOf(seed);
    const draw = dice.next();
    if (draw < 0.15) this.nowUs += dice.any(WAITS_US) ?? 1;
    else if (draw < 0.42) this.#personActs(dice);
    else if (draw < 0.58) this.#teamActs(dice);
    else if (draw < 0.65) this.#breachIsFound(dice);
    else if (draw < 0.75) this.#replicaActs(dice);
    else if (draw < 0.9) this.#messagesArrive(dice);
    else if (draw < 0.94) this.#appendArrives(dice);
    else if (draw < 0.97) this.#replicaDies(dice);
    else this.#clockSteps(dice);
  }

  /** Lets everything arrive and be kept that is due, so that what should happen by itself has happened. */
  settle(): void {
    while (this.#waiting.length > 0) this.#land(this.#waiting.shift());
    for (const replica of this.replicas) replica.offsetUs = 0;
    for (let round = 0; round < 3; round++) {
      for (const replica of this.replicas) {
        for (const entry of this.log.entries) replica.receive(entry);
        this.#keepDeadlines(replica);
      }
    }
  }

  #personActs(dice: Dice): void {
    const subject = dice.chance(0.6) ? this.#furthest() : dice.pick(SUBJECTS);
    const by = dice.pick(OFFICERS);
    const { caseId, state, factsAfterUs } = this.#latest(subject);
    const { nowUs } = this;
    if (state.status === 'NONE' || (state.status === 'CLOSED' && dice.chance(0.5))) {
      const next = state.status === 'NONE' ? caseId : caseIdOf(subject, ordinalOf(caseId) + 1);
      const order = openingOf({ dice, caseId: next, subject, factsAfterUs, by, nowUs });
      this.#submit(dice, { caseId: next, command: order, actor: by, replica: -1 });
      return;
    }
    if (dice.chance(0.2)) {
      this.#ownerFetches(dice, caseId, state);
      return;
    }
    const command = orderIn(state, { dice, by, nowUs, alike: this.#alike(by, caseId) });
    const actor = 'by' in command ? command.by : by;
    this.#submit(dice, { caseId, command, actor, replica: -1 });
  }

  /** A team that keeps the rules works on the case that has come furthest. */
  #teamActs(dice: Dice): void {
    const { caseId, state } = this.#latest(this.#furthest());
    if (state.status === 'NONE' || state.status === 'CLOSED') {
      this.#personActs(dice);
      return;
    }
    for (let i = 0; i < TEAM_STEPS; i++) {
      const latest = this.log.load(caseId).state;
      if (latest.status === 'NONE') return;
      const next = nextStep(latest, dice, this.nowUs);
      if ('waitUs' in next) this.nowUs += next.waitUs;
      else this.#submit(dice, { caseId, command: next.command, actor: next.actor, replica: -1 });
    }
  }

  #ownerFetches(dice: Dice, caseId: string, state: CaseState): void {
    if (state.status === 'NONE') return;
    const notice = dice.any(state.file.notices);
    if (!notice) return;
    const { noticeId } = notice;
    const command = {
      type: 'DeliverNotice',
      noticeId,
      how: 'FETCHED',
      ladder: LADDER,
      nowUs: this.nowUs,
    } as const;
    this.#submit(dice, { caseId, command, actor: 'org-admin', replica: -1 });
  }

  /** A replica reports to the case that it takes for the subject's open one. */
  #breachIsFound(dice: Dice): void {
    const at = dice.below(2);
    const replica = this.replicas[at === 0 ? 0 : 1];
    const subject = dice.pick(SUBJECTS);
    if (subject.kind !== 'SENDER') return;
    const { caseId, factsAfterUs } = replica.book.nextReport(subject);
    const foundAtUs = this.nowUs;
    const beganAtUs = foundAtUs - dice.pick([SECOND_US, 30 * SECOND_US, 2 * HOUR_US]);
    const command: CaseCommand = {
      type: 'ReportBreach',
      caseId,
      finding: {
        ...{ subject: { kind: 'SENDER', id: subject.id }, organisationId: ORGANISATION },
        ...{
          ruleId: 'rule',
          clause: 'terms 4.2',
          summary: 'S.',
          explanation: 'E.',
          howToFix: 'F.',
        },
        measured: [{ name: 'sent', value: 100, threshold: 40 }],
        logSeqs: dice.chance(0.95) ? [dice.below(1000) + 1] : [],
        ...{ beganAtUs, foundAtUs, modelVersion: '7' },
      },
      ...{ factsAfterUs, ladder: LADDER, policyHash: 'a'.repeat(64) },
      nowUs: Math.max(this.nowUs + replica.offsetUs, foundAtUs),
    };
    this.#submit(dice, { caseId, command, actor: SYSTEM, replica: at });
  }

  #replicaActs(dice: Dice): void {
    this.#keepDeadlines(this.replicas[dice.below(2) === 0 ? 0 : 1], dice);
  }

  #keepDeadlines(replica: Replica, dice?: Dice): void {
    const nowUs = this.nowUs + replica.offsetUs;
    for (const { caseId, order } of replica.due(nowUs)) {
      // Orders take what they know of; the others ignore it.
      const given: object = { ...order, ladder: LADDER, copies: [], nowUs };
      const command = given as CaseCommand;
      const ordered = { caseId, command, actor: SYSTEM, replica: this.replicas.indexOf(replica) };
      if (dice) this.#submit(dice, ordered);
      else this.#execute(ordered);
    }
  }

  /** Some messages, out of order, some of them twice. */
  #messagesArrive(dice: Dice): void {
    const replica = this.replicas[dice.below(2) === 0 ? 0 : 1];
    const recent = this.log.entries.slice(-12);
    const count = dice.below(12) + 1;
    for (let i = 0; i < count; i++) {
      const entry = dice.any(recent);
      if (entry) replica.receive(entry);
    }
    // A stream sends again what is missing.
    if (dice.chance(0.5)) for (const entry of this.log.entries) replica.receive(entry);
  }

  #replicaDies(dice: Dice): void {
    const at = dice.below(2);
    this.replicas[at === 0 ? 0 : 1].crash();
    this.#waiting = this.#waiting.filter(({ replica }) => replica !== at);
  }

  #clockSteps(dice: Dice): void {
    const replica = this.replicas[dice.below(2) === 0 ? 0 : 1];
    replica.offsetUs = Math.floor((dice.next() - 0.5) * 4 * HOUR_US);
  }

  #appendArrives(dice: Dice): void {
    const flight = this.#waiting.splice(dice.below(Math.max(1, this.#waiting.length)), 1)[0];
    this.#land(flight);
    if (flight && dice.chance(0.3)) this.log.append(flight.commit);
  }

  /** Decides by what the log holds now; the commit enters at once, or later. */
  #submit(dice: Dice, ordered: Omit<InFlight, 'commit'>): void {
    const flight = this.#decide(ordered);
    if (!flight) return;
    if (dice.chance(0.25) && this.#waiting.length < MAX_IN_FLIGHT) this.#waiting.push(flight);
    else this.#land(flight);
  }

  #execute(ordered: Omit<InFlight, 'commit'>): void {
    this.#land(this.#decide(ordered));
  }

  #decide(ordered: Omit<InFlight, 'commit'>): InFlight | undefined {
    const { caseId, command, actor } = ordered;
    const { state, version } = this.log.load(caseId);
    const result = this.#decider.decide(command, state);
    if (!result.ok || result.value.length === 0) return undefined;
    const commitId = `c${++this.#commits}`;
    const { nowUs } = command;
    const commit = {
      commitId,
      caseId,
      expected: version,
      events: result.value,
      actor,
      atUs: nowUs,
    };
    return { ...ordered, commit };
  }

  /** The log refuses what was decided on an older state; then it is decided again. */
  #land(flight: InFlight | undefined): void {
    if (flight && this.log.append(flight.commit) === 'CONFLICT') {
      const again = this.#decide(flight);
      if (again) this.log.append(again.commit);
    }
  }

  /** The subject whose case has come furthest: so that deep states are reached. */
  #furthest(): (typeof SUBJECTS)[number] {
    const depth = (subject: (typeof SUBJECTS)[number]): number => {
      const { status } = this.#latest(subject).state;
      return DEPTHS.indexOf(status);
    };
    return SUBJECTS.reduce((best, next) => (depth(next) > depth(best) ? next : best), SUBJECTS[0]);
  }

  #latest(subject: (typeof SUBJECTS)[number]) {
    let factsAfterUs = 0;
    for (let ordinal = 1; ; ordinal++) {
      const caseId = caseIdOf(subject, ordinal);
      const { state } = this.log.load(caseId);
      const next = this.log.load(caseIdOf(subject, ordinal + 1)).state;
      if (state.status === 'CLOSED') factsAfterUs = state.closedAtUs;
      if (state.status !== 'CLOSED' || next.status === 'NONE')
        return { caseId, state, factsAfterUs };
    }
  }

  /** Other cases in which the person proposed or imposed something within a day. */
  #alike(by: string, caseId: string): number {
    const cases = new Set<string>();
    for (const entry of this.log.entries) {
      if (entry.actor !== by || entry.caseId === caseId || entry.atUs < this.nowUs - DAY_US)
        continue;
      const taken = entry.events.some(
        ({ type }) => type === 'MeasureProposed' || type === 'Warned',
      );
      if (taken) cases.add(entry.caseId);
    }
    return cases.size;
  }
}
