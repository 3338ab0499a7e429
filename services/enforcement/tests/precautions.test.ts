import { describe, expect, it } from 'vitest';
import { paceDecider } from '../src/domain/pace/decider.ts';
import type { PolicyInForce } from '../src/domain/policy/policy-in-force.ts';
import { Rehearsal, type Rehearsed } from '../src/domain/rehearsal.ts';
import type { SenderFact } from '../src/domain/signals/fact.ts';
import { Watch } from '../src/domain/watch.ts';
import * as f from './fixtures.ts';

const LASTS_US = 72 * f.HOUR_US;
const RESTS_US = f.DAY_US;
const STRANGERS_US = f.START_US + 3 * f.DAY_US;

function rule(id: string, measure: 'SLOW_START' | 'COMPROMISE_HOLD' | undefined) {
  const texts = { clause: 'terms 3', summary: `${id}.`, explanation: 'Why.', howToFix: 'How.' };
  return { id, subject: 'SENDER', when: 'true', ...texts, measure } as const;
}

/** Strangers begin a slow start, what they say in it a hold, and two hundred messages to people who never answered a warning. */
const policy: PolicyInForce = {
  activated: {
    type: 'PolicyActivated',
    ...{ hash: 'ab'.repeat(32), document: '{}', effectiveAtUs: f.START_US, approvedBy: [] },
  },
  windowMs: 86_400_000,
  ladder: f.ladder,
  slowStart: { lastsUs: LASTS_US, restsUs: RESTS_US },
  isCampaignTime: () => false,
  nextVote: () => null,
  evaluate: ({ strangerShare, strangerShareBefore, strangerComplaintShare, sent }) => [
    ...(strangerShare >= 0.9 && strangerShareBefore <= 0.5
      ? [{ rule: rule('new-people', 'SLOW_START'), measured: [] }]
      : []),
    ...(strangerComplaintShare >= 0.1
      ? [{ rule: rule('takeover', 'COMPROMISE_HOLD'), measured: [] }]
      : []),
    ...(sent >= 200
      ? [
          {
            rule: rule('bulk', undefined),
            measured: [{ name: 'sent' as const, value: sent, threshold: 200 }],
          },
        ]
      : []),
  ],
};

function messages(people: number, first: number, fromUs: number): SenderFact[] {
  return Array.from({ length: people }, (_, i) => ({
    type: 'MessageReleased',
    ...{ senderId: f.SENDER, organisationId: f.ORGANISATION, recipient: f.pseudonymOf(first + i) },
    ...{ familyId: 'fam-1', linkMismatch: false, tool: 't', atUs: fromUs + i, seq: 1 },
  }));
}

/** Some of the strangers leave, an hour after they were written to. */
function departures(people: number): SenderFact[] {
  return Array.from({ length: people }, (_, i) => ({
    type: 'OptedOut',
    ...{ senderId: f.SENDER, organisationId: f.ORGANISATION, seq: 2 },
    ...{ recipient: f.pseudonymOf(10_000 + i), atUs: STRANGERS_US + f.HOUR_US },
  }));
}

/** A list that was written to on two days. */
const HISTORY = [...messages(90, 0, f.START_US), ...messages(90, 0, f.START_US + f.DAY_US)];
const STRANGERS = messages(40, 10_000, STRANGERS_US);

function watchAfter(...entries: SenderFact[][]): Watch {
  const watch = new Watch();
  watch.applyPolicy(policy, f.START_US);
  for (const facts of entries) watch.applyFacts(facts);
  return watch;
}

describe('precautions', () => {
  it('ask for a slow start when a number that knows its list turns to strangers', () => {
    const { precautions } = watchAfter(HISTORY, STRANGERS);
    expect(precautions.asked('SLOW_START')).toMatchObject([
      { ruleId: 'new-people', subject: { kind: 'SENDER', id: f.SENDER } },
    ]);
  });

  it('are no finding against anybody', () => {
    expect(watchAfter(HISTORY, STRANGERS).findings()).toEqual([]);
  });

  it('ask for nothing while the number writes to its list', () => {
    expect(watchAfter(HISTORY, messages(90, 0, STRANGERS_US)).precautions.count).toBe(0);
  });

  it('ask once, about the first facts that gave reason to', () => {
    const watch = watchAfter(HISTORY, STRANGERS);
    const asked = watch.precautions.asked('SLOW_START');
    watch.applyFacts(messages(40, 20_000, STRANGERS_US + 50));
    expect(watch.precautions.asked('SLOW_START')).toEqual(asked);
  });

  it('ask no more once the slow start began, nor after the owner confirmed it', () => {
    const watch = watchAfter(HISTORY, STRANGERS);
    const [finding] = watch.precautions.asked('SLOW_START');
    if (!finding) throw new Error('nothing asks for a slow start');
    const spans = { lastsUs: LASTS_US, restsUs: RESTS_US, contacts: [], nowUs: STRANGERS_US };
    const begun = paceDecider.decide(
      { type: 'BeginSlowStart', finding, ...spans },
      paceDecider.initialState(),
    );
    if (!begun.ok) throw new Error(begun.error.reason);
    watch.applyPace(f.SENDER, begun.value);
    expect(watch.precautions.count).toBe(0);
    watch.applyFacts(messages(40, 20_000, STRANGERS_US + f.HOUR_US));
    expect(watch.precautions.count).toBe(0);
  });

  it('ask for no hold outside a slow start, whatever people say', () => {
    const { precautions } = watchAfter(HISTORY, STRANGERS, departures(30));
    expect(precautions.asked('COMPROMISE_HOLD')).toEqual([]);
  });

  it('ask as well while a warning was not delivered yet: they hold nothing against anybody', () => {
    const watch = watchAfter(HISTORY);
    const warned = f.historyOf(f.story.warn);
    watch.applyCase(warned, { seq: 3, atUs: f.START_US, actor: 'system' });
    watch.applyFacts(STRANGERS);
    const [asked] = watch.precautions.asked('SLOW_START');
    // The window holds nothing then: what was counted before the warning is settled.
    expect(asked).toMatchObject({ beganAtUs: asked?.foundAtUs, logSeqs: [] });
    expect(watch.findings()).toEqual([]);
  });
});

describe('a rehearsal', () => {
  function rehearse(...steps: (SenderFact[] | 'CONFIRM')[]): string[] {
    const types: string[] = [];
    const rehearsal = new Rehearsal(policy, ({ events }: Rehearsed) => {
      for (const event of events) types.push(event.type);
    });
    for (const step of steps) {
      if (step !== 'CONFIRM') rehearsal.applyFacts(step);
      else rehearsal.confirmPace(f.SENDER, f.ORGANISATION, STRANGERS_US + f.SECOND_US);
    }
    return types;
  }

  it.each([
    {
      sentence: 'slows down whoever turns to strangers',
      steps: [HISTORY, STRANGERS],
      types: ['SlowStartBegan'],
    },
    {
      sentence: 'freezes a number when the strangers complain and nobody has confirmed',
      steps: [HISTORY, STRANGERS, departures(4)],
      types: ['SlowStartBegan', 'CompromiseHoldPlaced'],
    },
    {
      sentence: 'freezes nobody for fewer complaints',
      steps: [HISTORY, STRANGERS, departures(3)],
      types: ['SlowStartBegan'],
    },
    {
      sentence: 'freezes nobody whose owner has confirmed',
      steps: [HISTORY, STRANGERS, 'CONFIRM' as const, departures(30)],
      types: ['SlowStartBegan', 'PaceConfirmed'],
    },
    {
      sentence: 'goes on with the ladder beside it',
      steps: [
        HISTORY,
        STRANGERS,
        'CONFIRM' as const,
        messages(200, 10_040, f.START_US + 4 * f.DAY_US),
      ],
      types: [
        'SlowStartBegan',
        'PaceConfirmed',
        'CaseOpened',
        'EvidenceAdded',
        'NoticeIssued',
        'Warned',
      ],
    },
  ])('$sentence', ({ steps, types }) => {
    expect(rehearse(...steps)).toEqual(types);
  });
});
