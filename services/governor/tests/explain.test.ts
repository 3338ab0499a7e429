import { Outcome, Reason, Remedy, reasonToJSON } from '@hustings/contracts/governor';
import { describe, expect, it } from 'vitest';
import { explain } from '../src/domain/explain.ts';
import { adviseOn } from '../src/domain/remedy.ts';

const { OUTCOME_CANCELLED, OUTCOME_HELD, OUTCOME_QUEUED, OUTCOME_REFUSED, OUTCOME_RELEASED } =
  Outcome;
const AT_US = 1_800_000_000_000_000n;
const AT = '2027-01-15T08:00:00.000Z';
/** What is wrong with the request itself, which the detail says in its own words. */
const MALFORMED = new Set<Reason>([
  Reason.REASON_INVALID_NUMBER,
  Reason.REASON_TEXT_TOO_LONG,
  Reason.REASON_TEXT_EMPTY,
  Reason.REASON_INVALID_REQUEST,
]);
const REASONS = Object.values(Reason).filter(
  (reason): reason is Reason => typeof reason === 'number' && reason > Reason.REASON_UNSPECIFIED,
);

function sentence(
  outcome: Outcome,
  reason: Reason,
  details: { atUs?: bigint; finding?: string } = {},
) {
  const { atUs = 0n, finding = '' } = details;
  return explain(outcome, reason, { ruleId: 'r-1', retryAtUs: atUs, finding });
}

function advice(reason: Reason, { atUs = 0n, immediate = false } = {}) {
  return adviseOn({ outcome: OUTCOME_REFUSED, reason, retryAtUs: atUs, immediate });
}

describe('the sentence about a decision', () => {
  it('exists for every reason', () => {
    const silent = REASONS.filter((reason) => !MALFORMED.has(reason)).filter(
      (reason) => sentence(OUTCOME_REFUSED, reason) === 'refused',
    );
    expect(silent.map((reason) => reasonToJSON(reason))).toEqual([]);
  });

  it.each<[string, Outcome, Reason, Parameters<typeof sentence>[2], string]>([
    ['a release', OUTCOME_RELEASED, 0, {}, 'handed to the dispatcher'],
    ['a queue', OUTCOME_QUEUED, 0, {}, 'queued; it goes out when every limit allows it'],
    [
      'a queue in quiet hours',
      OUTCOME_QUEUED,
      Reason.REASON_QUIET_HOURS,
      {},
      "queued; it goes out after the quiet hours at the recipient's place (r-1), when every limit allows it",
    ],
    [
      'quiet hours',
      OUTCOME_HELD,
      Reason.REASON_QUIET_HOURS,
      { atUs: AT_US },
      `quiet hours at the recipient's place (r-1); retry at ${AT}, or send it queued`,
    ],
    [
      'quiet hours without an end',
      OUTCOME_HELD,
      Reason.REASON_QUIET_HOURS,
      {},
      "no fit hour at the recipient's place can be foreseen (r-1); state recipient_zone and recipient_region",
    ],
    [
      'a full limit',
      OUTCOME_REFUSED,
      Reason.REASON_LIMIT_EXCEEDED,
      { atUs: AT_US },
      `limit r-1; retry at ${AT}, or send it queued`,
    ],
    ['a limit for good', OUTCOME_REFUSED, Reason.REASON_LIMIT_EXCEEDED, {}, 'limit r-1'],
    [
      'a silence',
      OUTCOME_REFUSED,
      Reason.REASON_ELECTION_SILENCE,
      { atUs: AT_US },
      `election silence at the recipient's place (r-1); retry at ${AT}`,
    ],
    [
      'a suspension with an end',
      OUTCOME_REFUSED,
      Reason.REASON_SUSPENDED,
      { atUs: AT_US },
      `suspended until ${AT} (r-1); see \`hustings notice list\``,
    ],
    [
      'a suspension without',
      OUTCOME_REFUSED,
      Reason.REASON_SUSPENDED,
      {},
      'suspended (r-1); see `hustings notice list`',
    ],
    [
      'a forbidden text',
      OUTCOME_REFUSED,
      Reason.REASON_CONTENT_BLOCKED,
      { finding: 'the link leads elsewhere' },
      'the link leads elsewhere',
    ],
    [
      'a paused campaign',
      OUTCOME_HELD,
      Reason.REASON_CAMPAIGN_PAUSED,
      {},
      'its campaign is paused; resume it with `hustings campaign resume`, or send it queued: it waits',
    ],
    [
      'a cancellation',
      OUTCOME_CANCELLED,
      Reason.REASON_CANCELLED_BY_OWNER,
      {},
      'cancelled by its owner (r-1)',
    ],
  ])('of %s', (...[, outcome, reason, details, expected]) => {
    expect(sentence(outcome, reason, details)).toBe(expected);
  });
});

describe('what would make a message pass', () => {
  it.each([OUTCOME_RELEASED, OUTCOME_QUEUED])('is nothing when it passes: %s', (outcome) => {
    const passed = {
      outcome,
      reason: Reason.REASON_UNSPECIFIED,
      retryAtUs: AT_US,
      immediate: true,
    };
    expect(adviseOn(passed)).toEqual({ remedy: Remedy.REMEDY_UNSPECIFIED, text: '' });
  });

  it('is known for every reason, but for what only time ends', () => {
    const unknown = REASONS.filter((reason) => advice(reason).text === 'ask the operator');
    expect(unknown.map((reason) => reasonToJSON(reason))).toEqual([
      'REASON_CLASSIFIER_UNAVAILABLE',
    ]);
  });

  it.each([
    ['a full limit', Reason.REASON_LIMIT_EXCEEDED],
    ['quiet hours', Reason.REASON_QUIET_HOURS],
  ])('is a lane for what was to go at once: %s', (...[, reason]) => {
    expect(advice(reason, { atUs: AT_US, immediate: true })).toEqual({
      remedy: Remedy.REMEDY_QUEUE,
      text: `send it queued, and it goes out by itself; or wait until ${AT}`,
    });
    expect(advice(reason, { atUs: AT_US })).toEqual({
      remedy: Remedy.REMEDY_WAIT,
      text: `wait until ${AT}`,
    });
  });

  it.each([
    ['a silence', Reason.REASON_ELECTION_SILENCE],
    ['a missing verdict', Reason.REASON_CLASSIFIER_UNAVAILABLE],
  ])('is time alone where a queued message is not accepted either: %s', (...[, reason]) => {
    const expected = { remedy: Remedy.REMEDY_WAIT, text: `wait until ${AT}` };
    expect(advice(reason, { atUs: AT_US, immediate: true })).toEqual(expected);
  });

  it.each([
    Reason.REASON_RESTRICTED_REPLY_ONLY,
    Reason.REASON_SUSPENDED,
    Reason.REASON_BANNED,
    Reason.REASON_COMPROMISE_HOLD,
  ])('is an appeal against a measure, also against one that ends: %s', (reason) => {
    const { remedy } = advice(reason, { atUs: AT_US, immediate: true });
    expect(remedy).toBe(Remedy.REMEDY_APPEAL);
  });

  it.each([
    [Reason.REASON_CAMPAIGN_PAUSED, Remedy.REMEDY_RESUME],
    [Reason.REASON_SENDER_PAUSED, Remedy.REMEDY_RESUME],
    [Reason.REASON_QUIET_HOURS, Remedy.REMEDY_CHANGE_MESSAGE],
    [Reason.REASON_LIMIT_EXCEEDED, Remedy.REMEDY_CHANGE_MESSAGE],
    [Reason.REASON_ELECTION_SILENCE, Remedy.REMEDY_OPERATOR_ACTS],
    [Reason.REASON_OPTED_OUT_ALL_POLITICAL, Remedy.REMEDY_RECIPIENT_DECIDES],
  ])('where no time helps: reason %s', (reason, remedy) => {
    expect(advice(reason, { immediate: true }).remedy).toBe(remedy);
  });
});
