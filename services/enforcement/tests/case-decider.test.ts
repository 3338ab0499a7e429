import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import type { CaseCommand, CaseRejection } from '../src/domain/case/commands.ts';
import { MAX_MACHINE_MEASURES } from '../src/domain/case/decide-breach.ts';
import { caseDecider } from '../src/domain/case/decider.ts';
import type { CaseEvent } from '../src/domain/case/events.ts';
import * as f from './fixtures.ts';

const { warn, deliver, restrict, expire, lapse, appeal, uphold } = f.story;
const dismiss: CaseCommand = { ...uphold, outcome: { type: 'MEASURE_STANDS' } };
const warned = f.historyOf(warn);
const readable = f.historyOf(warn, deliver);
const restricted = f.historyOf(warn, deliver, restrict);
const appealed = f.historyOf(warn, deliver, restrict, appeal);
const expired = f.historyOf(warn, deliver, restrict, expire);
const lapsed = f.historyOf(warn, deliver, restrict, expire, lapse);
const appealUntilUs = f.restrictedAtUs + f.DAY_US + 184 * f.DAY_US;

interface Row {
  because: string;
  given: CaseEvent[];
  when: CaseCommand;
  refused: CaseRejection;
}

const refusals: Row[] = [
  {
    because: 'a breach without entries of the log proves nothing',
    given: [],
    when: f.reportOf(f.findingAt(f.START_US, { logSeqs: [] })),
    refused: { reason: 'EVIDENCE_MISSING' },
  },
  {
    because: 'a breach without a measured number proves nothing',
    given: [],
    when: f.reportOf(f.findingAt(f.START_US, { measured: [] })),
    refused: { reason: 'EVIDENCE_MISSING' },
  },
  {
    because: 'facts of an earlier case do not open another',
    given: [],
    when: f.reportOf(f.findingAt(f.START_US), { factsAfterUs: f.START_US }),
    refused: { reason: 'FACTS_ALREADY_COUNTED', countsAfterUs: f.START_US },
  },
  {
    because: 'nothing follows a warning that was not delivered',
    given: warned,
    when: restrict,
    refused: { reason: 'NOTICE_NOT_DELIVERED', noticeId: f.WARNING_NOTICE },
  },
  {
    because: 'a breach that began within the gap after delivery came too early to count',
    given: readable,
    when: f.reportOf(f.findingAt(f.deliveredAtUs + f.HOUR_US)),
    refused: { reason: 'FACTS_ALREADY_COUNTED', countsAfterUs: f.deliveredAtUs + f.HOUR_US },
  },
  {
    because:
      'what began within the gap after a reversal came too early: its outcome could not be read',
    given: f.historyOf(warn, deliver, restrict, appeal, uphold),
    when: f.reportOf(f.findingAt(uphold.nowUs + f.HOUR_US)),
    refused: { reason: 'FACTS_ALREADY_COUNTED', countsAfterUs: uphold.nowUs + f.HOUR_US },
  },
  {
    because: 'the facts of the warning count once',
    given: readable,
    when: warn,
    refused: { reason: 'FACTS_ALREADY_COUNTED', countsAfterUs: f.deliveredAtUs + f.HOUR_US },
  },
  {
    because: 'a restricted sender is not restricted again',
    given: restricted,
    when: f.reportOf(f.findingAt(f.restrictedAtUs + f.HOUR_US)),
    refused: { reason: 'SANCTION_LIVE', sanctionId: f.SANCTION, endsAtUs: f.restrictionEndsAtUs },
  },
  {
    because: 'a further step needs the notice of the restriction to be delivered, too',
    given: expired,
    when: f.reportOf(f.findingAt(f.restrictionEndsAtUs + f.HOUR_US)),
    refused: { reason: 'NOTICE_NOT_DELIVERED', noticeId: 'ntc-snd-1-1-2' },
  },
  {
    because: 'a closed case takes no further step: another one opens',
    given: lapsed,
    when: restrict,
    refused: { reason: 'CASE_CLOSED', closedAtUs: lapse.nowUs },
  },
  {
    because: 'a notice that was never issued cannot be delivered',
    given: warned,
    when: { ...deliver, noticeId: 'ntc-snd-1-1-9' },
    refused: { reason: 'NOTICE_UNKNOWN' },
  },
  {
    because: 'a notice is delivered once',
    given: readable,
    when: { ...deliver, nowUs: f.deliveredAtUs + 1 },
    refused: { reason: 'NOTICE_ALREADY_DELIVERED' },
  },
  {
    because: 'a notice counts as delivered only after its time',
    given: warned,
    when: { ...deliver, how: 'DEEMED', nowUs: f.warnedAtUs + f.DAY_US - 1 },
    refused: { reason: 'NOTICE_NOT_DUE', dueAtUs: f.warnedAtUs + f.DAY_US },
  },
  {
    because: 'a restriction does not end before its instant',
    given: restricted,
    when: { ...expire, nowUs: f.restrictionEndsAtUs - 1 },
    refused: { reason: 'SANCTION_NOT_OVER', endsAtUs: f.restrictionEndsAtUs },
  },
  {
    because: 'a restriction ends once',
    given: expired,
    when: expire,
    refused: { reason: 'SANCTION_NOT_LIVE' },
  },
  {
    because: 'another sanction is not the live one',
    given: restricted,
    when: { ...expire, sanctionId: 'snc-snd-1-1-2' },
    refused: { reason: 'SANCTION_NOT_LIVE' },
  },
  {
    because: 'a restriction does not lapse, it ends',
    given: restricted,
    when: lapse,
    refused: { reason: 'NOTHING_TO_LAPSE' },
  },
  {
    because: 'a closed case has nothing left to lapse',
    given: lapsed,
    when: lapse,
    refused: { reason: 'NOTHING_TO_LAPSE' },
  },
  {
    because: 'a warning stands for its whole time',
    given: expired,
    when: { ...lapse, nowUs: lapse.nowUs - 1 },
    refused: { reason: 'WARNING_NOT_OVER', lapsesAtUs: lapse.nowUs },
  },
  {
    because: 'an open appeal keeps the case open',
    given: [...appealed, ...f.historyOf(warn, deliver, restrict, expire).slice(-2)],
    when: lapse,
    refused: { reason: 'APPEAL_OPEN', appealId: f.APPEAL },
  },
  {
    because: 'a measure that does not exist cannot be appealed',
    given: restricted,
    when: { ...appeal, measureId: 'snc-snd-1-1-2' },
    refused: { reason: 'MEASURE_UNKNOWN' },
  },
  {
    because: "another organisation learns nothing of the sender's measures",
    given: restricted,
    when: { ...appeal, organisationId: 'org-2' },
    refused: { reason: 'MEASURE_UNKNOWN' },
  },
  {
    because: 'an appeal says something',
    given: restricted,
    when: { ...appeal, grounds: ' \n' },
    refused: { reason: 'GROUNDS_LENGTH', max: 5000 },
  },
  {
    because: 'an appeal is bounded',
    given: restricted,
    when: { ...appeal, grounds: 'x'.repeat(5001) },
    refused: { reason: 'GROUNDS_LENGTH', max: 5000 },
  },
  {
    because: 'one appeal is open for a measure at a time',
    given: appealed,
    when: appeal,
    refused: { reason: 'APPEAL_ALREADY_FILED', appealId: f.APPEAL },
  },
  {
    because: 'a dismissed appeal is not filed again',
    given: f.historyOf(warn, deliver, restrict, appeal, dismiss),
    when: appeal,
    refused: { reason: 'APPEAL_ALREADY_FILED', appealId: f.APPEAL },
  },
  {
    because: 'the window of an appeal ends at the instant that the statement names',
    given: f.historyOf(warn, deliver, restrict, { ...deliver, noticeId: 'ntc-snd-1-1-2' }),
    when: { ...appeal, nowUs: appealUntilUs },
    refused: { reason: 'APPEAL_WINDOW_CLOSED', closedAtUs: appealUntilUs },
  },
  {
    because: 'an appeal that was never filed cannot be decided',
    given: restricted,
    when: uphold,
    refused: { reason: 'APPEAL_UNKNOWN' },
  },
  {
    because: 'an appeal is decided once',
    given: f.historyOf(warn, deliver, restrict, appeal, dismiss),
    when: uphold,
    refused: { reason: 'APPEAL_ALREADY_DECIDED' },
  },
  {
    because: 'who filed the appeal does not review it',
    given: appealed,
    when: { ...uphold, reviewer: 'crd-admin' },
    refused: { reason: 'REVIEWER_INVOLVED' },
  },
  {
    because: 'what reported and decided does not review itself',
    given: appealed,
    when: { ...uphold, reviewer: 'system' },
    refused: { reason: 'REVIEWER_IS_MACHINE' },
  },
  {
    because: 'who reviewed an earlier appeal of the case does not review the next',
    given: f.historyOf(...[warn, deliver, restrict, appeal, dismiss], {
      ...appeal,
      measureId: f.WARNING_NOTICE,
      filedBy: 'crd-tool',
    }),
    when: { ...uphold, appealId: 'apl-snd-1-1-2' },
    refused: { reason: 'REVIEWER_INVOLVED' },
  },
  {
    because: 'a decision gives reasons',
    given: appealed,
    when: { ...uphold, reasons: '' },
    refused: { reason: 'REASONS_LENGTH', max: 5000 },
  },
];

describe('a case refuses', () => {
  it.each(refusals)('$refused.reason: $because', ({ given: events, when, refused }) => {
    expect(given(caseDecider, events).when(when)).toEqual({ rejected: refused });
  });

  it.each([deliver, expire, lapse, appeal, uphold])('$type while no case exists', (command) => {
    expect(given(caseDecider, []).when(command)).toEqual({ rejected: { reason: 'CASE_UNKNOWN' } });
  });

  it('further steps of the machine once it has taken twenty: a person has to look', () => {
    const commands: CaseCommand[] = [];
    let atUs = f.START_US;
    for (let count = 1; count <= MAX_MACHINE_MEASURES; count++) {
      commands.push(f.reportOf(f.findingAt(atUs)));
      // Each restriction leaves two notices: its own, and that of its end.
      const noticeId = `ntc-snd-1-1-${Math.max(1, 2 * count - 2)}`;
      atUs += f.HOUR_US;
      commands.push({ ...deliver, noticeId, nowUs: atUs });
      if (count > 1) {
        const sanctionId = `snc-snd-1-1-${count - 1}`;
        atUs += 72 * f.HOUR_US;
        commands.push({ ...expire, sanctionId, nowUs: atUs });
      }
      atUs += 2 * f.HOUR_US;
    }
    const history = f.historyOf(...commands);
    expect(given(caseDecider, history).when(f.reportOf(f.findingAt(atUs)))).toEqual({
      rejected: { reason: 'MACHINE_STEPS_EXHAUSTED' },
    });
  });
});
