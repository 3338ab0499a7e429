import { Control, ReviewOpened, Scope, Source } from '@hustings/contracts/optout';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { handleControl } from '../src/app/handle-control.ts';
import { handleReply } from '../src/app/handle-reply.ts';
import { type Ledger, metaOf, recipientOf } from '../src/app/ledger.ts';
import { linkIdentities } from '../src/app/link-identities.ts';
import { lapseRequest, openRequest } from '../src/app/on-behalf.ts';
import { recordOptOut } from '../src/app/record-opt-out.ts';
import { reportNumber } from '../src/app/report-number.ts';
import { decideReview } from '../src/app/review.ts';
import { LEDGER } from '../src/app/service-text.ts';
import { MemoryLedger, ORGANISATION } from './support/memory-ledger.ts';
import { PEOPLE, Promised } from './support/promised.ts';

/** Recorded: the runs are the same every time. */
const SEED = 20_261_122;
const RUNS = 150;
const DAY_US = 86_400_000_000n;

const person = fc.nat({ max: PEOPLE.length - 1 });
const action = fc.oneof(
  fc.record({ do: fc.constant('stop' as const), who: person, repeated: fc.boolean() }),
  fc.record({ do: fc.constant('doubtful' as const), who: person }),
  fc.record({ do: fc.constant('start' as const), who: person }),
  fc.record({ do: fc.constant('yes' as const), who: person }),
  fc.record({ do: fc.constant('late-stop' as const), who: person }),
  fc.record({ do: fc.constant('link' as const), who: person, other: person }),
  fc.record({ do: fc.constant('control' as const), who: person, resumed: fc.boolean() }),
  fc.record({ do: fc.constant('staff' as const), who: person }),
  fc.record({ do: fc.constant('import' as const), who: person }),
  fc.record({ do: fc.constant('consent' as const), who: person }),
  fc.record({ do: fc.constant('review' as const), confirmed: fc.boolean() }),
  fc.record({ do: fc.constant('request' as const), who: person }),
  fc.record({ do: fc.constant('lapse' as const), who: person }),
  fc.record({ do: fc.constant('reassigned' as const), who: person }),
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;
const step = fc.record({
  action,
  /** The process is gone at this step of the act, if it has so many. */
  crash: fc.option(fc.record({ step: fc.nat({ max: 8 }), after: fc.boolean() }), {
    nil: null,
    freq: 3,
  }),
});

class Run {
  readonly memory = new MemoryLedger();
  readonly promised = new Promised();
  #inbound = 0;
  #lastStop = { inboundId: '', who: 0 };

  get #ledger(): Ledger {
    return this.memory.ledger;
  }

  /** Does one act; true when it was answered. */
  async take(taken: Action): Promise<void> {
    this.memory.nowUs += 1_000_000n;
    switch (taken.do) {
      case 'stop': {
        const again = taken.repeated && this.#lastStop.inboundId !== '';
        const who = again ? this.#lastStop.who : taken.who;
        const inboundId = again ? this.#lastStop.inboundId : this.#next();
        this.#lastStop = { inboundId, who };
        const { rejection } = await this.#reply(who, 'STOP', { inboundId });
        // A repetition of what the person has undone since says nothing new.
        if (rejection === undefined && !again) this.promised.stop(who, this.memory.nowUs);
        return;
      }
      case 'late-stop':
        await this.#reply(taken.who, 'STOP', { ageUs: DAY_US });
        return;
      case 'doubtful':
        await this.#reply(taken.who, 'hmm, stop or so');
        return;
      case 'start': {
        const { rejection } = await this.#unlessCut(
          () => this.#reply(taken.who, 'START'),
          () => this.promised.start(taken.who, this.memory.nowUs),
        );
        if (rejection === undefined) this.promised.start(taken.who, this.memory.nowUs);
        return;
      }
      case 'yes': {
        const { effectiveAfterUs } = await this.#reply(taken.who, 'sí');
        if (effectiveAfterUs > 0n) throw new Error('a bare yes was taken for a start');
        return;
      }
      default:
        await this.#takeOther(taken);
    }
  }

  async #takeOther(taken: Action): Promise<void> {
    const address = 'who' in taken ? this.#addressOf(taken.who) : '';
    const own = recipientOf(this.#ledger, ORGANISATION, address);
    switch (taken.do) {
      case 'link': {
        if (taken.who === taken.other) return;
        const second = recipientOf(this.#ledger, ORGANISATION, this.#addressOf(taken.other));
        const proof = 'declared';
        await linkIdentities(this.#ledger, { first: own, second, kind: 1, proof, actor: LEDGER });
        this.promised.link(taken.who, taken.other);
        return;
      }
      case 'control': {
        const { resumed, who } = taken;
        if (resumed) this.promised.resume(who);
        await this.#control(address, resumed);
        if (!resumed) this.promised.control(who);
        return;
      }
      case 'staff':
      case 'import':
        await this.#record(address, taken.do);
        this.promised.stop(taken.who, this.memory.nowUs);
        return;
      case 'consent':
        await this.#consent(address);
        return;
      case 'review':
        await this.#review(taken.confirmed);
        return;
      case 'request':
        await openRequest(this.#ledger, { ...REQUEST, address, receivedAtUs: this.memory.nowUs });
        return;
      case 'lapse':
        this.memory.nowUs += DAY_US;
        await this.#lapseAll();
        return;
      case 'reassigned':
        await reportNumber(this.#ledger, own, {
          reason: 'NUMBER_REASSIGNED',
          proof: 'rnd',
          actor: LEDGER,
        });
        this.promised.stop(taken.who, this.memory.nowUs);
        this.promised.unlink(taken.who);
        return;
      default:
    }
  }

  /** What the person asked for and was cut short may have been done: nothing is promised against it any more. */
  async #unlessCut<T>(work: () => Promise<T>, onCut: () => void): Promise<T> {
    try {
      return await work();
    } catch (error) {
      onCut();
      throw error;
    }
  }

  #addressOf(who: number): string {
    return PEOPLE[who] ?? '';
  }

  #next(): string {
    this.#inbound += 1;
    return `in-${this.#inbound}`;
  }

  #reply(who: number, text: string, fields: { inboundId?: string; ageUs?: bigint } = {}) {
    return handleReply(this.#ledger, {
      inboundId: fields.inboundId ?? this.#next(),
      address: this.#addressOf(who),
      senderId: 'snd-a',
      organisationId: ORGANISATION,
      text,
      locale: '',
      contentSeq: 0n,
      receivedAtUs: this.memory.nowUs - (fields.ageUs ?? 0n),
    });
  }

  async #control(address: string, resumed: boolean): Promise<void> {
    const control = Control.CONTROL_WHATSAPP_PREFERENCE;
    const common = {
      inboundId: this.#next(),
      senderId: 'snd-a',
      organisationId: ORGANISATION,
      code: '',
    };
    const receivedAtUs = this.memory.nowUs;
    await handleControl(this.#ledger, { ...common, control, resumed, address, receivedAtUs });
  }

  async #record(address: string, how: 'staff' | 'import'): Promise<void> {
    await recordOptOut(this.#ledger, {
      address,
      organisationId: ORGANISATION,
      scope: Scope.SCOPE_ORGANISATION,
      scopeId: '',
      source: how === 'staff' ? Source.SOURCE_ON_BEHALF : Source.SOURCE_IMPORT,
      ...{ inboundId: '', tier: '', ruleId: '', dataVersion: '', provisional: false },
      receivedAtUs: this.memory.nowUs,
    });
  }

  async #consent(address: string): Promise<void> {
    const own = recipientOf(this.#ledger, ORGANISATION, address);
    const { recipient, organisationId } = own;
    const nowUs = this.memory.nowUs;
    const words = { source: 'list', wording: 'Yes', proof: 'row-1', givenAtUs: nowUs - 5_000_000n };
    const command = { type: 'RecordConsent' as const, recipient, organisationId, ...words, nowUs };
    await this.#ledger.store.execute(own, command, metaOf(this.#ledger, LEDGER));
  }

  async #review(confirmed: boolean): Promise<void> {
    const opened = (await this.#events('optout.ReviewOpened.v1')).map((data) =>
      ReviewOpened.decode(data),
    );
    const last = opened.at(-1);
    if (last === undefined) return;
    const atUs = this.memory.nowUs;
    await decideReview(this.#ledger, last, { confirmed, note: 'looked at', atUs, actor: LEDGER });
  }

  async #lapseAll(): Promise<void> {
    for (const address of PEOPLE) {
      const own = recipientOf(this.#ledger, ORGANISATION, address);
      for (const { commit } of await this.memory.entries()) {
        if (commit.aggregate !== 'request') continue;
        await lapseRequest(this.#ledger, own, commit.aggregateId);
      }
    }
  }

  async #events(type: string): Promise<Uint8Array[]> {
    const entries = await this.memory.entries();
    return entries.flatMap(({ commit }) =>
      commit.events.filter(({ eventType }) => eventType === type).map(({ data }) => data),
    );
  }
}

const REQUEST = {
  organisationId: ORGANISATION,
  senderId: 'snd-a',
  requester: 'a neighbour',
  language: 'es',
  actor: LEDGER,
};

it('an acknowledged opt-out stands at the gate, whatever comes and is cut short, until the person starts again', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const run = new Run();
      for (const { action: taken, crash } of steps) {
        if (crash !== null) run.memory.crashAt(crash.step, crash.after);
        await run.memory.survives(() => run.take(taken));
        for (const [who, address] of PEOPLE.entries()) {
          const refused = await run.memory.isRefusedAtGate(address);
          expect(refused, `the gate and the ledger agree on person ${who}`).toBe(
            await run.memory.isSuppressed(address),
          );
          if (run.promised.holds(who)) expect(refused, `person ${who} is refused`).toBe(true);
        }
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
});
