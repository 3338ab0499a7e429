import {
  type PolicyInForce,
  Rehearsal,
  type Rehearsed,
  type SignalFact,
} from '@hustings/enforcement/rehearsal';
import type { PolicyDocument } from '@hustings/policy';
import { compilePolicy } from '@hustings/policy/gate';
import { Agenda } from './agenda.ts';
import { BEGIN_US, END_US, MINUTE_US, SECOND_US } from './clock.ts';
import { Outbox, pseudonymOf, type Standing } from './outbox.ts';
import { type Random, randomOf } from './random.ts';
import { Record, type SenderRecord } from './record.ts';
import type { Mailing, ReportWave, Sender } from './types.ts';

/** Median time until a recipient reacts; with sigma 1.5, 43 % do so in the first 15 minutes. */
const REACTION_MEDIAN_US = 19.5 * MINUTE_US;
const REACTION_SIGMA = 1.5;
/** Organised reports come closer together. */
const WAVE_SIGMA = 0.5;

/** From the messages that show something new to the gate's hearing of it: enforcement reads the log beside it. Assumption, long. */
const REACTION_TIME_US = 2 * SECOND_US;

const UNBOUND: Standing = {
  ...{ replyOnlyUntilUs: 0, warnedUntilUs: 0, slowFromUs: 0, slowUntilUs: 0 },
  frozenFromUs: Number.POSITIVE_INFINITY,
};

type Happening =
  | { type: 'LOOK'; mailing: Mailing }
  | {
      type: 'REACTION';
      what: 'ReplyReceived' | 'OptedOut' | 'Blocked' | 'Reported';
      recipient: string;
    }
  | { type: 'ATTEMPT' }
  | { type: 'CONFIRM' }
  | { type: 'FETCH'; noticeId: string };

/** What a run needs. */
export interface WorldOptions {
  seed: number;
  senders: readonly Sender[];
  document: PolicyDocument;
  policy: PolicyInForce;
  /** Hears the share of the two weeks that has passed, 0 to 1. */
  onProgress?: (share: number) => void;
}

/** Lets a population write for two weeks, judged by the real signals, rules, case decider and clocks. */
export function runWorld(options: WorldOptions): SenderRecord[] {
  return new World(options).run();
}

class World {
  readonly #rehearsal: Rehearsal;
  readonly #agenda = new Agenda<{ outbox: Outbox; happening: Happening }>();
  readonly #outboxes = new Map<string, Outbox>();
  readonly #standings = new Map<string, Standing>();
  readonly #record: Record;
  readonly #random: Random;
  readonly #onProgress: (share: number) => void;

  constructor({ seed, senders, document, policy, onProgress }: WorldOptions) {
    this.#random = randomOf(seed ^ 0x5eed);
    this.#onProgress = onProgress ?? (() => undefined);
    this.#record = new Record(senders);
    this.#rehearsal = new Rehearsal(policy, ({ atUs, events }) => this.#hear(events, atUs));
    const { profiles } = compilePolicy(document, policy.activated.hash, 0);
    for (const sender of senders) {
      const limits = profiles.get(sender.profile);
      if (!limits) throw new Error(`the policy has no profile "${sender.profile}"`);
      this.#enter(new Outbox(sender, limits, this.#random.fork(sender.number)));
    }
  }

  run(): SenderRecord[] {
    let shown = 0;
    while (this.#agenda.nextUs < END_US) {
      const next = this.#agenda.take();
      if (!next) break;
      this.#rehearsal.advanceTo(next.atUs);
      this.#happen(next.item, next.atUs);
      const share = (next.atUs - BEGIN_US) / (END_US - BEGIN_US);
      if (share - shown < 0.01) continue;
      shown = share;
      this.#onProgress(share);
    }
    this.#rehearsal.advanceTo(END_US);
    return this.#record.all();
  }

  #enter(outbox: Outbox): void {
    const { sender } = outbox;
    this.#outboxes.set(sender.senderId, outbox);
    this.#standings.set(sender.senderId, { ...UNBOUND });
    const { senderId, organisationId, registeredAtUs } = sender;
    this.#rehearsal.watch.applyOwner(senderId, organisationId, registeredAtUs);
    for (const mailing of sender.mailings) {
      this.#agenda.add(mailing.startUs, { outbox, happening: { type: 'LOOK', mailing } });
    }
    for (const wave of sender.waves) this.#enterWave(outbox, wave);
    const { ungranted } = sender;
    for (let i = 0; i < (ungranted?.attempts ?? 0); i++) {
      const atUs = (ungranted?.startUs ?? 0) + i * SECOND_US;
      this.#agenda.add(atUs, { outbox, happening: { type: 'ATTEMPT' } });
    }
  }

  /** The reporters are on the list: only people who were written to can report. */
  #enterWave(outbox: Outbox, { startUs, reporters, times, medianUs }: ReportWave): void {
    for (let who = 0; who < reporters; who++) {
      const recipient = pseudonymOf(outbox.sender.number, who);
      for (let i = 0; i < times; i++) {
        const atUs = startUs + this.#random.logNormal(medianUs, WAVE_SIGMA);
        const happening = { type: 'REACTION', what: 'Reported', recipient } as const;
        this.#agenda.add(atUs, { outbox, happening });
      }
    }
  }

  #happen({ outbox, happening }: { outbox: Outbox; happening: Happening }, atUs: number): void {
    const { senderId, organisationId } = outbox.sender;
    const common = { senderId, organisationId, atUs, seq: Math.floor(atUs / SECOND_US) };
    if (happening.type === 'LOOK') this.#look(outbox, happening.mailing, atUs);
    else if (happening.type === 'FETCH') this.#rehearsal.fetchNotice(happening.noticeId, atUs);
    else if (happening.type === 'CONFIRM')
      this.#rehearsal.confirmPace(senderId, organisationId, atUs);
    else if (happening.type === 'ATTEMPT') this.#apply([{ type: 'ToolRefused', ...common }]);
    else this.#react(outbox, happening, common);
  }

  #react(
    outbox: Outbox,
    { what, recipient }: Extract<Happening, { type: 'REACTION' }>,
    common: { senderId: string; organisationId: string; atUs: number; seq: number },
  ): void {
    if (what === 'ReplyReceived') outbox.noteReply(recipient, common.atUs);
    if (what === 'OptedOut' || what === 'Blocked') outbox.noteDeparture(recipient);
    this.#record.noteReaction(common.senderId, what);
    this.#apply([{ type: what, ...common, recipient }]);
  }

  #look(outbox: Outbox, mailing: Mailing, atUs: number): void {
    const { senderId } = outbox.sender;
    const standing = this.#standings.get(senderId);
    if (!standing) return;
    const { facts, recipients, nextUs } = outbox.look(mailing, atUs, standing);
    const seq = Math.floor(atUs / SECOND_US);
    if (facts.length > 0) {
      this.#record.noteMessages(senderId, { count: facts.length, abusive: mailing.abusive, atUs });
      this.#apply(facts.map((fact) => ({ ...fact, seq })));
      for (const recipient of recipients) this.#drawReaction(outbox, mailing, { recipient, atUs });
    }
    if (nextUs < END_US) this.#agenda.add(nextUs, { outbox, happening: { type: 'LOOK', mailing } });
  }

  #drawReaction(
    outbox: Outbox,
    { reactions }: Mailing,
    { recipient, atUs }: { recipient: string; atUs: number },
  ): void {
    const { reply, optOut, block, report } = reactions;
    const draw = this.#random.next();
    const afterUs = this.#random.logNormal(REACTION_MEDIAN_US, REACTION_SIGMA);
    const react = (what: Extract<Happening, { type: 'REACTION' }>['what']): void =>
      this.#agenda.add(atUs + afterUs, {
        outbox,
        happening: { type: 'REACTION', what, recipient },
      });
    if (draw < reply) react('ReplyReceived');
    else if (draw < reply + optOut) react('OptedOut');
    else if (draw < reply + optOut + block) react('Blocked');
    // Who reports may do anything else as well.
    if (this.#random.chance(report)) react('Reported');
  }

  #apply(facts: SignalFact[]): void {
    this.#rehearsal.applyFacts(facts);
  }

  /** What the machine did to a sender, as the gate and the sender learn it. */
  #hear(events: Rehearsed['events'], atUs: number): void {
    for (const event of events) {
      this.#hearPrecaution(event, atUs);
      if (event.type === 'NoticeIssued') this.#tell(event.noticeId, atUs);
      if (event.type === 'Warned') {
        this.#standing(event.subject.id).warnedUntilUs = Number.POSITIVE_INFINITY;
        this.#record.noteWarning(event.subject.id, { ruleId: event.statement.ruleId, atUs });
      }
      if (event.type === 'WarningDelivered') {
        this.#standing(event.subject.id).warnedUntilUs = event.countsFromUs;
      }
      if (event.type !== 'SanctionImposed') continue;
      this.#standing(event.subject.id).replyOnlyUntilUs =
        event.endsAtUs ?? Number.POSITIVE_INFINITY;
      const { ruleId } = event.statement;
      this.#record.noteSanction(event.subject.id, { ruleId, atUs, standing: event.standing });
    }
  }

  #hearPrecaution(event: Rehearsed['events'][number], atUs: number): void {
    if (event.type === 'SlowStartBegan') {
      const standing = this.#standing(event.senderId);
      standing.slowFromUs = atUs + REACTION_TIME_US;
      standing.slowUntilUs = event.endsAtUs;
      this.#record.noteSlowStart(event.senderId);
      this.#ask(event.senderId, atUs);
    }
    if (event.type === 'PaceConfirmed') this.#standing(event.senderId).slowUntilUs = atUs;
    if (event.type === 'CompromiseHoldPlaced') {
      this.#standing(event.subject.id).frozenFromUs = atUs + REACTION_TIME_US;
      this.#record.noteHold(event.subject.id);
    }
  }

  /** Who answers for what is new: the owner, or after a break-in whoever broke in. */
  #ask(senderId: string, atUs: number): void {
    const outbox = this.#outboxes.get(senderId);
    if (!outbox) return;
    const { mailings, confirmsAfterUs, intruderConfirmsAfterUs } = outbox.sender;
    const isAttack = mailings.some(({ abusive, startUs }) => abusive && startUs <= atUs);
    const confirmedAtUs = atUs + (isAttack ? intruderConfirmsAfterUs : confirmsAfterUs);
    if (confirmedAtUs < END_US)
      this.#agenda.add(confirmedAtUs, { outbox, happening: { type: 'CONFIRM' } });
  }

  #standing(senderId: string): Standing {
    const standing = this.#standings.get(senderId);
    if (!standing) throw new Error(`nobody knows sender ${senderId}`);
    return standing;
  }

  #tell(noticeId: string, atUs: number): void {
    const senderId = this.#rehearsal.watch.cases.byPart(noticeId)?.state.file.subject.id;
    const outbox = senderId === undefined ? undefined : this.#outboxes.get(senderId);
    const afterUs = outbox?.sender.fetchesAfterUs ?? Number.POSITIVE_INFINITY;
    if (!outbox || afterUs === Number.POSITIVE_INFINITY) return;
    this.#agenda.add(atUs + afterUs, { outbox, happening: { type: 'FETCH', noticeId } });
  }
}
