import { LinkPurpose, OptedIn, OptedOut, Scope, Source } from '@hustings/contracts/optout';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handleReply } from '../src/app/handle-reply.ts';
import { allPoliticalRecipientOf } from '../src/app/ledger.ts';
import { recordOptOut } from '../src/app/record-opt-out.ts';
import { verifyLink } from '../src/app/signed-link.ts';
import { beginOptInByLink, beginWideOptInByLink, issueLink } from '../src/app/use-link.ts';
import { MemoryLedger } from './support/memory-ledger.ts';

/** Recorded: the runs are the same every time. */
const SEED = 20_261_122;
const RUNS = 300;
const HOUR_US = 3_600_000_000n;
const ADDRESS = '+34600000001';
const ORGANISATIONS = ['org-a', 'org-b'] as const;
type OrganisationId = (typeof ORGANISATIONS)[number];

const to = fc.constantFrom(...ORGANISATIONS);
const action = fc.oneof(
  fc.record({ do: fc.constant('write' as const), to, text: fc.constantFrom('STOP ALL', 'STOP') }),
  fc.record({ do: fc.constant('write' as const), to, text: fc.constantFrom('START', 'START ALL') }),
  fc.record({ do: fc.constant('yes' as const), to }),
  fc.record({ do: fc.constant('yes' as const), to }),
  fc.record({ do: fc.constant('staff' as const) }),
  fc.record({ do: fc.constant('begin' as const), to, wide: fc.boolean() }),
  fc.record({ do: fc.constant('begin' as const), to, wide: fc.constant(true) }),
  fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1n, 25n) }),
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;
const step = fc.record({
  action,
  /** The process is gone at this step of the act, if it has so many. */
  crash: fc.option(fc.record({ step: fc.nat({ max: 6 }), after: fc.boolean() }), {
    nil: null,
    freq: 4,
  }),
});

/** One person, two organisations, and what was promised to the person, kept apart from all code of the ledger. */
class Run {
  readonly memory = new MemoryLedger();
  /** An opt-out from all political senders was acknowledged, and the person has not taken it back. */
  promised = false;
  /** Whose number asks the person about all political senders; null = nobody's, undefined = cannot be told. */
  asking: { by: OrganisationId; untilUs: bigint } | null | undefined = null;
  #inbound = 0;

  async take(taken: Action): Promise<void> {
    this.memory.nowUs += 1_000_000n;
    switch (taken.do) {
      case 'write':
        await this.#write(taken.to, taken.text);
        return;
      case 'yes':
        await this.#sayYes(taken.to);
        return;
      case 'staff':
        // One that stood already changes nothing, and a yes after it is the person's later word.
        if (this.asking !== null) this.asking = undefined;
        await recordOptOut(this.memory.ledger, {
          address: ADDRESS,
          organisationId: '',
          scope: Scope.SCOPE_ALL_POLITICAL,
          scopeId: '',
          source: Source.SOURCE_ON_BEHALF,
          ...{ inboundId: '', tier: '', ruleId: '', dataVersion: '', provisional: false },
          receivedAtUs: this.memory.nowUs,
        });
        this.promised = true;
        return;
      case 'begin':
        await this.begin(taken.to, taken.wide);
        return;
      default:
        this.memory.nowUs += taken.hours * HOUR_US;
    }
  }

  /** True when the person is asked. */
  async begin(organisationId: OrganisationId, wide: boolean): Promise<boolean> {
    const { ledger } = this.memory;
    const known = this.asking;
    if (wide) this.asking = undefined;
    const { token } = await issueLink(ledger, {
      address: ADDRESS,
      ...{ organisationId, purpose: LinkPurpose.LINK_PURPOSE_OPT_IN, byService: true },
      ...{ senderId: senderOf(organisationId), campaignId: '' },
    });
    const claims = verifyLink(ledger, token, LinkPurpose.LINK_PURPOSE_OPT_IN);
    if (!claims.ok) throw new Error(claims.error.reason);
    const use = { claims: claims.value, token, language: 'en' };
    if (!wide) return (await beginOptInByLink(ledger, use)).ok;
    const begun = await beginWideOptInByLink(ledger, use);
    this.asking = begun.ok
      ? { by: organisationId, untilUs: this.memory.nowUs + 24n * HOUR_US }
      : known;
    return begun.ok;
  }

  /** Whether a list that has applied all of partition "all" holds the person. */
  async isRefusedEverywhere(): Promise<boolean> {
    const { log, ledger } = this.memory;
    const { recipient } = allPoliticalRecipientOf(ledger, ADDRESS);
    let refused = false;
    const until = await log.lastSeq('all');
    if (until === 0) return false;
    const { signal } = new AbortController();
    for await (const entry of log.follow({ partition: 'all', after: 0, until, signal })) {
      if ('fault' in entry) throw new Error(entry.fault);
      for (const { eventType, data } of entry.commit.events) {
        if (eventType === 'optout.OptedOut.v1') {
          refused ||= OptedOut.decode(data).recipient === recipient;
        } else if (eventType === 'optout.OptedIn.v1') {
          refused &&= OptedIn.decode(data).recipient !== recipient;
        }
      }
    }
    return refused;
  }

  async #write(organisationId: OrganisationId, text: string): Promise<void> {
    if (text === 'STOP ALL') this.asking = undefined;
    await this.#reply(organisationId, text);
    if (text !== 'STOP ALL') return;
    this.promised = true;
    this.asking = null;
  }

  async #sayYes(organisationId: OrganisationId): Promise<void> {
    const stood = await this.memory.isSuppressed(ADDRESS);
    const { asking } = this;
    const mayEnd =
      asking === undefined ||
      (asking !== null && asking.by === organisationId && this.memory.nowUs < asking.untilUs);
    // What the person asked for and was cut short may have been done.
    if (mayEnd) this.promised = false;
    await this.#reply(organisationId, 'yes');
    if (!mayEnd || asking === undefined || asking === null) return;
    this.asking = null;
    if (await this.isRefusedEverywhere()) throw new Error('a yes to the question lifts nothing');
    if ((await this.memory.isSuppressed(ADDRESS)) !== stood) throw new Error('it lifts more');
  }

  async #reply(organisationId: OrganisationId, text: string): Promise<void> {
    this.#inbound += 1;
    await handleReply(this.memory.ledger, {
      inboundId: `in-${this.#inbound}`,
      address: ADDRESS,
      senderId: senderOf(organisationId),
      ...{ organisationId, text, locale: '', contentSeq: 0n },
      receivedAtUs: this.memory.nowUs,
    });
  }
}

function senderOf(organisationId: OrganisationId): string {
  return `snd-${organisationId}`;
}

it('an acknowledged opt-out from all political senders stands, whatever comes and is cut short, until the person says yes to the question that they asked for', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
      const run = new Run();
      for (const { action: taken, crash } of steps) {
        if (crash !== null) run.memory.crashAt(crash.step, crash.after);
        await run.memory.survives(() => run.take(taken));
        if (!run.promised) continue;
        expect(await run.isRefusedEverywhere(), 'the person is refused everywhere').toBe(true);
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

describe('an opt-out from all political senders', () => {
  const [a, b] = ORGANISATIONS;

  async function afterStopAll(): Promise<Run> {
    const run = new Run();
    await run.take({ do: 'write', to: a, text: 'STOP ALL' });
    return run;
  }

  it('is lifted by a yes to the number that asked', async () => {
    const run = await afterStopAll();
    expect(await run.begin(b, true)).toBe(true);
    await run.take({ do: 'yes', to: b });
    expect(await run.isRefusedEverywhere()).toBe(false);
  });

  it('is not lifted by the question alone, nor by a yes to another number', async () => {
    const run = await afterStopAll();
    await run.begin(b, true);
    expect(await run.isRefusedEverywhere()).toBe(true);
    await run.take({ do: 'yes', to: a });
    expect(await run.isRefusedEverywhere()).toBe(true);
  });

  it.each(['START', 'START ALL'] as const)(
    'is not lifted by "%s" to an organisation',
    async (text) => {
      const run = await afterStopAll();
      await run.take({ do: 'write', to: a, text });
      expect(await run.isRefusedEverywhere()).toBe(true);
    },
  );

  it('is not lifted by a yes that comes too late, or after another STOP ALL', async () => {
    const late = await afterStopAll();
    await late.begin(b, true);
    await late.take({ do: 'wait', hours: 25n });
    await late.take({ do: 'yes', to: b });
    expect(await late.isRefusedEverywhere()).toBe(true);
    const again = await afterStopAll();
    await again.begin(b, true);
    await again.take({ do: 'write', to: a, text: 'STOP ALL' });
    await again.take({ do: 'yes', to: b });
    expect(await again.isRefusedEverywhere()).toBe(true);
  });

  it('leaves the opt-out from an organisation where it is when it is lifted', async () => {
    const run = await afterStopAll();
    await run.begin(a, true);
    await run.begin(a, false);
    await run.take({ do: 'yes', to: a });
    expect(await run.isRefusedEverywhere()).toBe(false);
    expect(await run.memory.isSuppressed(ADDRESS)).toBe(true);
  });

  it('is not lifted by a yes to a question about one organisation', async () => {
    const run = await afterStopAll();
    await run.begin(b, false);
    expect(await run.begin(b, true)).toBe(false);
    await run.take({ do: 'yes', to: b });
    expect(await run.isRefusedEverywhere()).toBe(true);
  });
});
