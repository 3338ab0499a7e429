import { DeliveryMode, Priority } from '@hustings/contracts/governor';
import type { Fact, GateItem, PolicyDocument, SendContext } from '@hustings/policy';
import fc from 'fast-check';
import { facts, ownerOf, recipientOf, SENDERS } from './lua-story-facts.ts';
import * as world from './lua-world.ts';

/** What happens to a group after it was decided. */
export type Fate =
  | 'RECORDED'
  /** Facts that take nothing away arrive between the decision and its record. */
  | 'RECORDED_AFTER_FACTS'
  /** Redis is lost and rebuilt between the two. */
  | 'RECORDED_AFTER_REBUILD'
  | 'NEVER_RECORDED';

/** A step of a random story. Indexes choose among what exists when the step is taken. */
export type Step =
  | { step: 'REQUESTS'; laterUs: number; items: GateItem[]; fate: Fate }
  | { step: 'RELEASES'; laterUs: number; sender: number; count: number; fate: Fate }
  | { step: 'FACTS'; facts: Fact[] }
  | { step: 'SETTLE'; pick: number; returned: boolean; late: boolean }
  | { step: 'POLICY'; policy: PolicyDocument; delayUs: number; name: string }
  | { step: 'REBUILD' };

const CAMPAIGNS = ['cmp-0', 'cmp-1'];

/** Everybody registered, verified and granted. */
export function everybody(): Fact[] {
  return SENDERS.flatMap((senderId) => {
    const organisationId = ownerOf(senderId);
    const toolOf = { organisationId, senderId, credentialId: `crd-${organisationId}` };
    const context = { ...toolOf, intermediaryId: 'int-0', campaignId: `cmp-0-${organisationId}` };
    const second: Fact = {
      type: 'CampaignCreated',
      organisationId,
      campaignId: `cmp-1-${organisationId}`,
    };
    return [...world.registered(context), second];
  });
}

const contexts: fc.Arbitrary<SendContext> = fc
  .record({
    sender: fc.constantFrom(...SENDERS),
    foreign: fc.integer({ min: 0, max: 19 }),
    campaign: fc.constantFrom(...CAMPAIGNS),
    tool: fc.integer({ min: 0, max: 14 }),
  })
  .map(({ sender, foreign, campaign, tool }) => {
    const organisationId = foreign === 0 ? 'org-b' : ownerOf(sender);
    return {
      organisationId,
      credentialId: `crd-${organisationId}`,
      intermediaryId: tool === 0 ? 'int-1' : 'int-0',
      senderId: sender,
      campaignId: `${campaign}-${organisationId}`,
    };
  });

let counter = 0;

/** Requests share few keys and bodies, so that repeats and conflicts are common. */
const requests: fc.Arbitrary<GateItem> = contexts.chain((context) =>
  fc
    .record({
      recipient: recipientOf(context.organisationId),
      key: fc.nat({ max: 30 }),
      body: fc.constantFrom('x', 'x', 'x', 'y'),
      priority: fc.constantFrom(Priority.PRIORITY_BULK, Priority.PRIORITY_CONVERSATION),
      immediate: fc.boolean(),
      units: fc.constantFrom(1, 1, 2, 5),
      expires: fc.constantFrom(0, 0, 0, 1, 4),
      text: fc.constantFrom<GateItem['textVerdict'][]>(
        'ALLOW',
        'ALLOW',
        'ALLOW',
        'REVIEW',
        'NONE',
        'BLOCK',
      ),
      allPolitical: fc.integer({ min: 0, max: 19 }),
    })
    .map((drawn) =>
      world.request(`${drawn.key}`, {
        context,
        messageId: `msg-${counter++}`,
        recipient: drawn.recipient,
        requestHash: world.hashOf(drawn.body),
        priority: drawn.priority,
        mode: drawn.immediate
          ? DeliveryMode.DELIVERY_MODE_IMMEDIATE
          : DeliveryMode.DELIVERY_MODE_QUEUED,
        units: drawn.units,
        // Some are expired when they come, some expire while they stand in a lane.
        expiresAtUs: drawn.expires === 0 ? 0 : world.T0 + drawn.expires * 20 * world.SECOND,
        textVerdict: drawn.text,
        allPoliticalSuppressed: drawn.allPolitical === 0,
      }),
    ),
);

const laterUs = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 3 * world.SECOND }) },
  { weight: 3, arbitrary: fc.constantFrom(0, world.SECOND, 2 * world.SECOND, 10 * world.SECOND) },
  { weight: 1, arbitrary: fc.constantFrom(world.HOUR, 13 * world.HOUR, world.DAY, world.DAY + 1) },
);

const fates = fc.constantFrom<Fate[]>(
  'RECORDED',
  'RECORDED',
  'RECORDED',
  'RECORDED',
  'RECORDED_AFTER_FACTS',
  'RECORDED_AFTER_REBUILD',
  'NEVER_RECORDED',
);

/** Few ids and small numbers, so that limits bind, overlap and carry over from policy to policy. */
const limits = (pairs: boolean, uniques: boolean) =>
  fc.uniqueArray(
    fc
      .record({
        shape: fc.constantFrom(
          'window',
          'bucket',
          ...(pairs ? ['pair'] : []),
          ...(uniques ? ['uniques'] : []),
        ),
        id: fc.constantFrom('l0', 'l1', 'l2'),
        max: fc.integer({ min: 1, max: 4 }),
        spanMs: fc.constantFrom(1_000, 2_500, 10_000),
        shadow: fc.integer({ min: 0, max: 4 }).map((draw) => draw === 0),
        cost: fc.constantFrom('messages', 'segments'),
      })
      .map(({ shape, id, max, spanMs, shadow, cost }) => {
        const name = `${id}-${pairs ? 's' : 'o'}`;
        if (shape === 'window')
          return world.windowLimit(name, [max, spanMs], { shadow, cost, guardMs: 100 });
        if (shape === 'bucket') return world.bucketLimit(name, [max, spanMs], { shadow, cost });
        if (shape === 'pair') return world.pairLimit(name, [max, spanMs], { shadow });
        return world.uniquesLimit(name, [max, spanMs], { shadow });
      }),
    { maxLength: 2, selector: (limit) => ('id' in limit ? limit.id : '') },
  );

const policies = fc
  .record({ sender: limits(true, false), organisation: limits(false, true) })
  .map(world.policyWith);

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      step: fc.constant('REQUESTS' as const),
      laterUs,
      items: fc.array(requests, { minLength: 1, maxLength: 8 }),
      fate: fates,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      step: fc.constant('RELEASES' as const),
      laterUs,
      sender: fc.nat({ max: SENDERS.length - 1 }),
      count: fc.integer({ min: 1, max: 6 }),
      fate: fates,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      step: fc.constant('FACTS' as const),
      facts: fc.array(facts, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      step: fc.constant('SETTLE' as const),
      pick: fc.nat(),
      returned: fc.boolean(),
      late: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('POLICY' as const),
      policy: policies,
      delayUs: fc.constantFrom(0, world.SECOND, 20 * world.SECOND),
      name: fc.constantFrom('p1', 'p2', 'p3'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ step: 'REBUILD' as const }) },
);

/** A beginning and what follows. */
export const stories: fc.Arbitrary<{ policy: PolicyDocument; steps: Step[] }> = fc.record({
  policy: policies,
  steps: fc.array(steps, { minLength: 20, maxLength: 60, size: 'max' }),
});
