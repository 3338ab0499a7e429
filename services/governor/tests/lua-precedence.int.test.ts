import { Outcome } from '@hustings/contracts/governor';
import type { Fact, GateItem, GateVerdict } from '@hustings/policy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAULTS, type Fault, NOW, RECIPIENT } from './lua-faults.ts';
import { type GateUnderTest, oracleGate } from './lua-gates.ts';
import { FAULT_WINDOWS } from './lua-windows.ts';
import * as world from './lua-world.ts';
import { luaGates } from './support/lua-stores.ts';

const POLICY = world.policyWith(
  { sender: [world.windowLimit('one-a-minute', [1, 60_000])] },
  FAULT_WINDOWS,
);

const { organisationId } = world.CONTEXT;

const EXTRAS: Fact[] = [
  { type: 'SenderDeclared', organisationId: 'org-z', senderId: 'snd-foreign', limitProfile: 'p' },
  { type: 'SenderDeclared', organisationId, senderId: 'snd-declared', limitProfile: 'p' },
  { type: 'SenderDeclared', organisationId, senderId: 'snd-odd', limitProfile: 'odd' },
  { type: 'SenderVerified', organisationId, senderId: 'snd-odd' },
  { type: 'CampaignCreated', organisationId: 'org-z', campaignId: 'cmp-foreign' },
];

/** A gate with one permit spent, one key bound and one message queued; then the faults, then the question. */
async function ask(gate: GateUnderTest, faults: Fault[], question: GateItem): Promise<GateVerdict> {
  const withPolicy = faults.every((fault) => fault.withoutPolicy === undefined);
  const policy = withPolicy ? [world.activated(POLICY)] : [];
  const before = [...world.registered(), ...EXTRAS, ...policy];
  await gate.apply([{ seq: 1, marker: false, facts: before }]);
  const queued = world.request('queued', {
    recipient: RECIPIENT,
    expiresAtUs: question.expiresAtUs,
  });
  const first = await gate.decide(world.T0, [
    world.immediate('spends'),
    world.request('bound'),
    queued,
  ]);
  await gate.record(2, first);
  await gate.apply([
    {
      seq: 3,
      marker: false,
      facts: faults.flatMap((fault) => fault.facts?.(question.context) ?? []),
    },
  ]);
  const { decision } = await gate.decide(NOW, [question]);
  const [verdict] = decision.verdicts;
  if (verdict === undefined) throw new Error('no verdict');
  return verdict;
}

function questionOf(faults: Fault[]): GateItem {
  const item = Object.assign({}, ...faults.map((fault) => fault.item ?? {}));
  const context = Object.assign({}, world.CONTEXT, ...faults.map((fault) => fault.context ?? {}));
  return world.request('asked', { recipient: RECIPIENT, ...item, context });
}

/** Two faults that set the same thing, or of which one takes away what the other needs, cannot stand together. */
function canStandTogether(left: Fault, right: Fault): boolean {
  const keysOf = (fault: Fault) => [
    ...Object.keys(fault.item ?? {}),
    ...Object.keys(fault.context ?? {}),
  ];
  const shared = keysOf(left).some((key) => keysOf(right).includes(key));
  const needsPolicy = [left, right].some((fault) => fault.item?.idempotencyKey !== undefined);
  const noPolicy = [left, right].some((fault) => fault.withoutPolicy);
  return !shared && !(needsPolicy && noPolicy);
}

function expected(fault: Fault): object {
  return {
    answer: 'DECIDED',
    outcome: fault.outcome ?? Outcome.OUTCOME_REFUSED,
    reason: fault.reason,
    ruleId: fault.ruleId ?? '',
    retryAtUs: fault.retryAtUs ?? 0,
    estimatedReleaseAtUs: 0,
  };
}

const PAIRS = FAULTS.flatMap((first, index) =>
  FAULTS.slice(index + 1)
    .filter((second) => canStandTogether(first, second))
    .map((second) => ({ first, second, name: `${first.name}, and ${second.name}` })),
);

/** Each fault with the next that can stand beside it: what one script says on one server it says on a cluster. */
const NEIGHBOURS = PAIRS.filter(({ first }, index) => PAIRS[index - 1]?.first !== first);

const IMPLEMENTATIONS = [{ name: 'the oracle', open: async () => oracleGate() }, ...luaGates()];

describe.each(IMPLEMENTATIONS)(
  'precedence in $name',
  { timeout: 180_000 },
  ({ name: where, open }) => {
    const opened: GateUnderTest[] = [];
    const fresh = async (): Promise<GateUnderTest> => {
      const gate = await open();
      opened.push(gate);
      return gate;
    };
    beforeAll(() => {
      opened.length = 0;
    });
    afterAll(async () => {
      for (const gate of opened) await gate.close();
    });

    test('a message without faults is queued', async () => {
      const verdict = await ask(await fresh(), [], questionOf([]));
      expect(verdict).toMatchObject({ answer: 'DECIDED', outcome: Outcome.OUTCOME_QUEUED });
    });

    test.each(FAULTS)('refused because $name', async (fault) => {
      expect(await ask(await fresh(), [fault], questionOf([fault]))).toEqual(expected(fault));
    });

    test('of two faults the earlier one is the answer', async () => {
      const pairs = where.endsWith('a cluster') ? NEIGHBOURS : PAIRS;
      for (const { first, second, name } of pairs) {
        const verdict = await ask(await fresh(), [first, second], questionOf([first, second]));
        expect({ name, verdict }).toEqual({ name, verdict: expected(first) });
      }
      expect(pairs.length).toBeGreaterThan(where.endsWith('a cluster') ? 20 : 200);
    });

    test.each(FAULTS.filter((fault) => fault.queued !== undefined))(
      'a message that is queued already: $name',
      async (fault) => {
        const question: GateItem = {
          ...questionOf([fault]),
          kind: 'RELEASE',
          messageId: 'msg-queued',
        };
        const verdict = await ask(await fresh(), [fault], question);
        expect(verdict).toEqual(
          fault.queued === 'WAIT'
            ? { answer: 'WAIT', ruleId: fault.ruleId, againAtUs: fault.retryAtUs }
            : { ...expected(fault), outcome: Outcome.OUTCOME_CANCELLED, retryAtUs: 0 },
        );
      },
    );
  },
);
