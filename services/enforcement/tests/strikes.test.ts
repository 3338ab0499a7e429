import { present } from '@hustings/kernel';
import { describe, expect, it } from 'vitest';
import type { Strike } from '../src/domain/case/process.ts';
import { strikesOf } from '../src/domain/case/strikes.ts';
import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';

const state = f.stateAfter(f.historyOf(...p.toSuspended));
if (state.status === 'NONE') throw new Error('there is a case');
const { file } = state;
const template = present(file.measures[0], 'it has a measure');

interface Row {
  measure: 'WARNED' | 'RESTRICTED' | 'SUSPENDED';
  facts: string[];
  ageDays?: number;
  finished?: boolean;
  reversed?: boolean;
}

const NOW = f.START_US + 400 * f.DAY_US;

/** Ids of the strikes of such measures, in order, with a mark for what ran to its end. */
function strikes(...rows: Row[]): string[] {
  const measures = rows.map((row, index) => ({
    ...template,
    measureId: `m-${index}`,
    finished: row.finished ?? false,
    reversed: row.reversed ?? false,
    statement: {
      ...template.statement,
      measure: row.measure,
      evidenceIds: row.facts as [string, ...string[]],
      startsAtUs: NOW - (row.ageDays ?? 1) * f.DAY_US,
    },
  }));
  return strikesOf({ ...file, strikes: [], measures }, f.ladder, NOW).map(
    ({ measureId, finished }) => `${measureId}${finished ? ' finished' : ''}`,
  );
}

describe('strikes', () => {
  const warned: Row = { measure: 'WARNED', facts: ['a'] };
  const suspended: Row = { measure: 'SUSPENDED', facts: ['a', 'b'], finished: true };

  it.each<[string, Row[], string[]]>([
    ['none without measures', [], []],
    [
      'one for each set of facts',
      [warned, { measure: 'RESTRICTED', facts: ['b'] }],
      ['m-0', 'm-1'],
    ],
    [
      'the same facts once, as the latest measure',
      [warned, { ...warned, measure: 'RESTRICTED' }],
      ['m-1'],
    ],
    [
      'in whatever order they are cited',
      [suspended, { ...suspended, facts: ['b', 'a'] }],
      ['m-1 finished'],
    ],
    ['a suspension that ran to its end', [suspended], ['m-0 finished']],
    [
      'which it stays when it was renewed',
      [suspended, { ...suspended, finished: false }],
      ['m-1 finished'],
    ],
    [
      'a restriction that ended is no such thing',
      [{ ...warned, measure: 'RESTRICTED', finished: true }],
      ['m-0'],
    ],
    ['nothing of what was reversed', [warned, { ...suspended, reversed: true }], ['m-0']],
    [
      'nothing that is older than 180 days',
      [
        { ...warned, ageDays: 180 },
        { ...suspended, ageDays: 179 },
      ],
      ['m-1 finished'],
    ],
  ])('%s', (...[, rows, expected]) => {
    expect(strikes(...rows)).toEqual(expected);
  });

  it('of earlier cases count as long', () => {
    const earlier = (measureId: string, ageDays: number): Strike => ({
      ...{ measureId, step: 'T04', finished: true, atUs: NOW - ageDays * f.DAY_US },
    });
    const strikesBefore = [earlier('old', 180), earlier('young', 179)];
    const found = strikesOf({ ...file, strikes: strikesBefore, measures: [] }, f.ladder, NOW);
    expect(found.map(({ measureId }) => measureId)).toEqual(['young']);
  });
});
