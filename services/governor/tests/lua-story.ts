import { DeliveryMode, Priority } from '@hustings/contracts/governor';
import { present } from '@hustings/kernel';
import type { Fact, GateItem, PolicyDocument, SendContext } from '@hustings/policy';
import fc from 'fast-check';
import { facts, ownerOf, RECIPIENTS, SENDERS } from './lua-story-facts.ts';
import { PLACES, STORY_WINDOWS } from './lua-windows.ts';
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
  | { step: 'REQUESTS'; laterUs: number; drafts: Draft[]; fate: Fate }
  | { step: 'RELEASES'; laterUs: number; sender: number; count: number; fate: Fate }
  /** Messages anywhere are looked at, whatever stands against them. */
  | { step: 'RECALLS'; laterUs: number; picks: number[]; fate: Fate }
  /** The owner cancels: some messages by name, or all up to a number. */
  | {
      step: 'CANCEL';
      picks: number[];
      scope: 'CAMPAIGN' | 'SENDER' | 'BOTH' | 'ORGANISATION';
      through: number;
    }
  | { step: 'FACTS'; facts: Fact[] }
  | { step: 'SETTLE'; pick: number; returned: boolean; late: boolean }
  | { step: 'POLICY'; policy: PolicyDocument; delayUs: number }
  /** Group after group for days; Redis is lost before the last one, which comes at the instant of the one before. */
  | { step: 'MARATHON'; apartUs: number; groups: Draft[][] }
  | { step: 'REBUILD' };

const CAMPAIGNS = ['cmp-0', 'cmp-1'];

/** Everybody registered, verified and granted. */
export function everybody(): Fact[] {
  return SENDERS.flatMap((senderId) => {
    const organisationId = ownerOf(senderId);
    const toolOf = { organisationId, senderId, credentialId: `crd-${organisationId}` };
    const context = {
      ...toolOf,
      intermediaryId: 'int-0',
      campaignId: `cmp-0-${organisationId}`,
      seatId: '',
      place: '',
    };
    const second: Fact = {
      type: 'CampaignCreated',
      organisationId,
      campaignId: `cmp-1-${organisationId}`,
    };
    return [...world.registered(context), second];
  });
}

/** A request as one number, so that a group of many costs little to draw and shrinks to a few plain ones. */
type Draft = number;

const DRAFTS = 2 ** 52;
const MODES = [DeliveryMode.DELIVERY_MODE_QUEUED, DeliveryMode.DELIVERY_MODE_IMMEDIATE];
const PRIORITIES = [Priority.PRIORITY_BULK, Priority.PRIORITY_CONVERSATION];
const TEXTS = ['ALLOW', 'ALLOW', 'ALLOW', 'REVIEW', 'NONE', 'BLOCK'] as const;
/** Some are expired when they come, some expire while they stand in a lane; 0 = never. */
const EXPIRIES_S = [0, 0, 0, 20, 80];

/** The request that a number stands for. Few keys and bodies, so that repeats and conflicts are common. */
export function requestOf(draft: Draft, messageId: string): GateItem {
  let left = draft;
  const pick = (choices: number): number => {
    const choice = left % choices;
    left = Math.floor(left / choices);
    return choice;
  };
  const of = <T>(values: readonly T[]): T => present(values[pick(values.length)], 'in range');
  const recipient = pick(RECIPIENTS);
  const context = contextOf({
    sender: of(SENDERS),
    foreign: pick(20),
    tool: pick(15),
    recipient,
    of,
  });
  return world.request(`${pick(60)}`, {
    context,
    messageId,
    mode: of(MODES),
    recipient: `r-${context.organisationId}-${recipient}`,
    requestHash: world.hashOf(of(['x', 'x', 'x', 'y'])),
    priority: of(PRIORITIES),
    units: of([1, 1, 2, 5]),
    expiresAtUs: expiryOf(of(EXPIRIES_S)),
    textVerdict: of(TEXTS),
    allPoliticalSuppressed: pick(20) === 19,
  });
}

function expiryOf(seconds: number): number {
  return seconds === 0 ? 0 : world.T0 + seconds * world.SECOND;
}

function contextOf(drawn: {
  sender: string;
  recipient: number;
  foreign: number;
  tool: number;
  of: <T>(values: readonly T[]) => T;
}): SendContext {
  const organisationId = drawn.foreign === 19 ? 'org-b' : ownerOf(drawn.sender);
  return {
    organisationId,
    credentialId: `crd-${organisationId}`,
    intermediaryId: drawn.tool === 14 ? 'int-1' : 'int-0',
    senderId: drawn.sender,
    campaignId: `${drawn.of(CAMPAIGNS)}-${organisationId}`,
    // Each sender has one seat and each recipient one place, so that groups keep few contexts.
    seatId: drawn.sender === 'snd-1' ? 'seat-0' : '',
    place: present(PLACES[drawn.recipient % PLACES.length], 'in range'),
  };
}

const upTo = (maxLength: number): fc.Arbitrary<Draft[]> =>
  fc.array(fc.noBias(fc.integer({ min: 0, max: DRAFTS })), {
    minLength: 1,
    maxLength,
  });
const drafts = upTo(160);

/** Not so much later, but at the first instant at which something that was refused would pass, or just before it. */
export const AT_RETRY_US = -1;
export const BEFORE_RETRY_US = -2;

const laterUs = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(AT_RETRY_US, BEFORE_RETRY_US) },
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

/** Some limits look back further than idempotency keys bind. */
/** Longest pause between two permits of a bucket. */
const DAY_MS = 86_400_000;
const LONGER_THAN_KEYS_MS = 36 * 3_600_000;

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
          'unanswered',
        ),
        id: fc.constantFrom('l0', 'l1', 'l2'),
        max: fc.constantFrom(1, 2, 3, 4, 15),
        spanMs: fc.constantFrom(1_000, 2_500, 10_000),
        length: fc.integer({ min: 0, max: 5 }),
        shadow: fc.integer({ min: 0, max: 4 }).map((draw) => draw === 0),
        cost: fc.constantFrom('messages', 'segments'),
      })
      .map(({ shape, id, max, spanMs, length, shadow, cost }) => {
        const long = length === 0 || (length < 3 && shape === 'bucket') ? LONGER_THAN_KEYS_MS : 0;
        const name = `${id}-${pairs ? 's' : 'o'}`;
        if (shape === 'window')
          return world.windowLimit(name, [max, spanMs], { shadow, cost, guardMs: 100 });
        if (shape === 'bucket') {
          const everyMs = Math.min(spanMs + long / max, DAY_MS);
          return world.bucketLimit(name, [max, everyMs], { shadow, cost });
        }
        if (shape === 'unanswered')
          return world.unansweredLimit(name, [max, spanMs * 10 + long], { shadow });
        if (shape === 'pair') return world.pairLimit(name, [max, spanMs], { shadow });
        return world.uniquesLimit(name, [max, spanMs + long], { shadow });
      }),
    { maxLength: 2, selector: (limit) => ('id' in limit ? limit.id : '') },
  );

const policies = fc
  .record({
    limits: fc.record({
      sender: limits(true, false),
      organisation: limits(false, true),
      whileWarned: fc.constantFrom<object[]>([], [], [world.windowLimit('paced', [1, 10_000])]),
      whileSlow: fc.constantFrom<object[]>([], [], [world.windowLimit('slow', [2, 10_000])]),
    }),
    // What an organisation shares may differ by its maximum only: the other profile has the same, or nothing.
    other: fc.record({ sender: limits(true, false), shares: fc.boolean() }),
    windows: fc.constantFrom(undefined, undefined, undefined, undefined, ...STORY_WINDOWS),
  })
  .map(({ limits: own, other, windows }) => {
    const organisation = other.shares ? own.organisation : [];
    return world.policyWith(own, windows, { q: { sender: other.sender, organisation } });
  });

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      step: fc.constant('REQUESTS' as const),
      laterUs,
      drafts,
      fate: fates,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      step: fc.constant('RELEASES' as const),
      laterUs,
      sender: fc.nat({ max: SENDERS.length - 1 }),
      count: fc.integer({ min: 1, max: 40 }),
      fate: fates,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      step: fc.constant('RECALLS' as const),
      laterUs,
      picks: fc.array(fc.nat(), { minLength: 1, maxLength: 24 }),
      fate: fates,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('CANCEL' as const),
      picks: fc.array(fc.nat(), { maxLength: 3 }),
      scope: fc.constantFrom('CAMPAIGN', 'SENDER', 'BOTH', 'ORGANISATION'),
      through: fc.nat({ max: 600 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      step: fc.constant('FACTS' as const),
      facts: fc.array(facts, { minLength: 1, maxLength: 12 }),
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
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('MARATHON' as const),
      apartUs: fc.constantFrom(8 * world.HOUR, 12 * world.HOUR),
      groups: fc.array(upTo(40), { minLength: 6, maxLength: 14 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ step: 'REBUILD' as const }) },
);

export interface Story {
  policy: PolicyDocument;
  steps: Step[];
}

/** A beginning and what follows. */
export const stories: fc.Arbitrary<Story> = fc.record({
  policy: policies,
  steps: fc.array(steps, { minLength: 1, maxLength: 45 }),
});
