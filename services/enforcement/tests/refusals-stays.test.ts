import type { CaseCommand } from '../src/domain/case/commands.ts';
import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';
import { type Row, refusesAll, suspended } from './refusal-steps.ts';

const { warn, deliver, restrict, expire, appeal, uphold } = f.story;
const filedAtUs = p.suspendedAtUs + f.HOUR_US;
const withStay: CaseCommand = {
  ...{ ...appeal, measureId: p.SUSPENSION, stay: true, nowUs: filedAtUs },
};
const decide = {
  type: 'DecideStay',
  ...{ appealId: f.APPEAL, reviewer: 'crd-r8', grant: false, reasons: 'It is grave.' },
  ...{ conflicted: [], nowUs: filedAtUs + f.HOUR_US },
} satisfies CaseCommand;
const asked = [...suspended, withStay];

const stayRefusals: Row[] = [
  {
    because: 'who has a conflict of interest decides no appeal',
    given: [warn, deliver, restrict, appeal],
    when: { ...uphold, conflicted: [uphold.reviewer] },
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'nor a stay',
    given: asked,
    when: { ...decide, conflicted: [decide.reviewer] },
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'who suspended does not decide on the stay',
    given: asked,
    when: { ...decide, reviewer: p.vote.by },
    refused: { reason: 'REVIEWER_INVOLVED' },
  },
  {
    because: 'the decision on a stay has reasons',
    given: asked,
    when: { ...decide, reasons: ' ' },
    refused: { reason: 'REASONS_LENGTH', max: 5000 },
  },
  {
    because: 'a stay is decided once',
    given: [...asked, decide],
    when: { ...decide, reviewer: 'crd-r9' },
    refused: { reason: 'STAY_ALREADY_DECIDED' },
  },
  {
    because: 'the clock does not grant before its time',
    given: asked,
    when: { type: 'DefaultStay', appealId: f.APPEAL, nowUs: filedAtUs + f.DAY_US - 1 },
    refused: { reason: 'STAY_NOT_DUE', dueAtUs: filedAtUs + f.DAY_US },
  },
  {
    because: 'what has no warning does not lapse',
    given: [p.opening],
    when: { type: 'LapseWarning', ladder: f.ladder, nowUs: filedAtUs },
    refused: { reason: 'NOTHING_TO_LAPSE' },
  },
  {
    because: 'no ban follows on a restriction that has ended',
    given: [warn, deliver, restrict, expire],
    when: { type: 'ImposeBan', ladder: f.ladder, nowUs: filedAtUs + 60 * f.DAY_US },
    refused: { reason: 'WRONG_STATUS', status: 'WARNED' },
  },
];

refusesAll('the rules of stays and clocks', stayRefusals);
