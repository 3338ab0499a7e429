import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { refuseParity } from '../src/domain/case/check-parity.ts';
import type { Measure } from '../src/domain/case/state.ts';
import type { Measured } from '../src/domain/case/steps.ts';
import {
  buildParityReport,
  type ParityQuestion,
} from '../src/domain/parity/build-parity-report.ts';
import { Exceedances } from '../src/domain/parity/exceedances.ts';
import { DAY_US, START_US } from './fixtures.ts';

const limit = { signal: 'monthComplaintShare', threshold: 0.09 } as const;
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

function measureAt(measure: Measured, atUs: number, reversed = false): Measure {
  return { statement: { measure, startsAtUs: atUs, ruleId: 'unwanted-bulk' }, reversed } as Measure;
}

function over(senderId: string, atUs = START_US) {
  return {
    senderId,
    organisationId: `org-of-${senderId}`,
    firstAtUs: atUs,
    lastAtUs: atUs,
    peak: 0.2,
  };
}

const question: ParityQuestion = {
  ...{
    metric: limit.signal,
    threshold: limit.threshold,
    proposed: 'SUSPENDED',
    senderId: 'snd-me',
  },
  ...{ explanations: {}, policyHash: 'ab'.repeat(32), builtAtUs: START_US + DAY_US },
};

function reportOn(measures: Record<string, Measure[]>, change: Partial<ParityQuestion> = {}) {
  const exceedances = ['snd-me', ...Object.keys(measures)].map((id) => over(id));
  const measuresOf = (senderId: string) => measures[senderId] ?? [];
  return buildParityReport({ ...question, ...change }, { exceedances, measuresOf, digest });
}

const suspended = [measureAt('RESTRICTED', START_US), measureAt('SUSPENDED', START_US)];

describe('a report on equal treatment', () => {
  it.each([
    {
      sentence: 'counts nobody when nobody else was over the limit',
      measures: {},
      summary: { senders: 0, treatedAlike: 0, gaps: [] },
    },
    {
      sentence: 'counts who got as much as alike',
      measures: { 'snd-1': suspended, 'snd-2': [measureAt('BANNED', START_US)] },
      summary: { senders: 2, treatedAlike: 2, gaps: [] },
    },
    {
      sentence: 'shows who got less as a gap, by what they got',
      measures: { 'snd-1': suspended, 'snd-2': [measureAt('WARNED', START_US)], 'snd-3': [] },
      summary: {
        ...{ senders: 3, treatedAlike: 1 },
        gaps: expect.arrayContaining([
          { senders: 1, explanation: '' },
          { senders: 1, explanation: '' },
        ]),
      },
    },
    {
      sentence: 'counts nothing that was reversed',
      measures: { 'snd-1': [measureAt('SUSPENDED', START_US, true)] },
      summary: { senders: 1, treatedAlike: 0, gaps: [{ senders: 1, explanation: '' }] },
    },
    {
      sentence: 'counts nothing that is older than 30 days',
      measures: { 'snd-1': [measureAt('SUSPENDED', START_US - 30 * DAY_US)] },
      summary: { senders: 1, treatedAlike: 0, gaps: [{ senders: 1, explanation: '' }] },
    },
  ])('$sentence', ({ measures, summary }) => {
    expect(reportOn(measures).summary).toMatchObject(summary);
  });

  it('is refused by the decider until each gap is explained', () => {
    const measures = { 'snd-1': [measureAt('WARNED', START_US)] };
    const { builtAtUs } = question;
    expect(refuseParity(reportOn(measures).summary, builtAtUs)).toEqual({
      ...{ reason: 'PARITY_GAP_UNEXPLAINED', senders: 1 },
    });
    const explanations = { WARNED: 'It has stopped since.' };
    expect(refuseParity(reportOn(measures, { explanations }).summary, builtAtUs)).toBeNull();
  });

  it('names nobody, and its hash fits what it says', () => {
    const report = reportOn({ 'snd-1': suspended, 'snd-2': [] });
    expect(JSON.stringify(report)).not.toMatch(/snd-|org-of/);
    const again = reportOn({ 'snd-1': suspended, 'snd-2': [] });
    expect(again).toEqual(report);
    expect(reportOn({ 'snd-1': suspended }).summary.reportSha256).not.toBe(
      report.summary.reportSha256,
    );
  });
});

describe('who was over a limit', () => {
  const signals = (share: number) => ({ monthComplaintShare: share }) as never;

  it('is remembered with the highest value, whatever followed, for a month', () => {
    const book = new Exceedances();
    const who = { senderId: 'snd-1', organisationId: 'org-1' };
    book.note({ ...who, atUs: START_US }, signals(0.08), [limit]);
    const month = { fromUs: START_US, untilUs: START_US + 30 * DAY_US };
    expect(book.over(limit, month)).toEqual([]);
    book.note({ ...who, atUs: START_US + 1 }, signals(0.2), [limit]);
    book.note({ ...who, atUs: START_US + 2 }, signals(0.1), [limit]);
    expect(book.over(limit, month)).toEqual([
      { ...who, firstAtUs: START_US + 1, lastAtUs: START_US + 2, peak: 0.2 },
    ]);
    expect(book.over(limit, { ...month, fromUs: START_US + 3 })).toEqual([]);
    expect(book.limits()).toEqual([limit]);
  });
});
