import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import { caseDecider } from '../src/domain/case/decider.ts';
import * as f from './fixtures.ts';

const { warn, deliver, restrict } = f.story;
const annul: CaseCommand = {
  type: 'AnnulMeasures',
  ...{ holdId: 'hld-1', fromUs: f.START_US, untilUs: f.restrictedAtUs, decidedBy: 'crd-reviewer' },
  nowUs: f.restrictedAtUs + f.HOUR_US,
};

describe('a confirmed takeover', () => {
  it('takes back every measure that rests on what was done during it', () => {
    const history = f.historyOf(warn, deliver, restrict);
    expect(given(caseDecider, history).when(annul)).toMatchObject({
      events: [
        { type: 'MeasureAnnulled', measureId: f.WARNING_NOTICE, holdId: 'hld-1' },
        { type: 'MeasureAnnulled', measureId: f.SANCTION },
        { type: 'SanctionEnded', why: 'OVERTURNED', standingAfter: 'ACTIVE' },
        { type: 'CaseClosed' },
        { type: 'NoticeIssued' },
      ],
    });
  });

  it('leaves what was decided before it', () => {
    const history = f.historyOf(warn, deliver, restrict);
    const fromUs = f.warnedAtUs + 1;
    expect(given(caseDecider, history).when({ ...annul, fromUs } as CaseCommand)).toMatchObject({
      events: [
        { type: 'MeasureAnnulled', measureId: f.SANCTION },
        { type: 'SanctionEnded', standingAfter: 'WARNED' },
        { type: 'NoticeIssued' },
      ],
    });
  });
});
