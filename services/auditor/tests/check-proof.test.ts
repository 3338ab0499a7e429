import {
  EvidenceClass,
  SanctionImposed,
  Standing,
  StatementOfReasons,
} from '@hustings/contracts/enforcement';
import { describe, expect, it } from 'vitest';
import {
  type Carried,
  carriedBy,
  type EvidenceRecord,
  faultsOfProof,
} from '../src/domain/check-proof.ts';

const CLAUSE = 'terms-3';
type Letter = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';

/** An item of a class; each from another person unless it is said. */
function item(letter: Letter, change: Partial<EvidenceRecord> = {}): EvidenceRecord {
  return {
    evidenceClass: EvidenceClass[`EVIDENCE_CLASS_${letter}`],
    submittedBy: `crd-${letter}`,
    clause: CLAUSE,
    isCopy: false,
    lawful: letter === 'E' ? true : null,
    ...change,
  };
}

function faultsOf(items: EvidenceRecord[], carried: Carried | null, cited?: string[]): string[] {
  const evidence = new Map(items.map((one, index) => [`evd-${index}`, one]));
  const evidenceIds = cited ?? [...evidence.keys()];
  const statement = StatementOfReasons.fromPartial({ evidenceIds, clause: CLAUSE });
  return faultsOfProof(evidence, statement, carried);
}

describe('evidence that carries a measure', () => {
  it.each<[Carried, string[]]>([
    ['WARNING', ['A', 'B', 'C']],
    ['RESTRICTION', ['A', 'B']],
    ['SUSPENSION', ['A']],
    ['BAN_NOTICE', ['A']],
    ['EMERGENCY', ['A', 'B', 'C', 'D']],
  ])('%s: one item of these classes', (...[carried, classes]) => {
    const letters: Letter[] = ['A', 'B', 'C', 'D', 'E', 'F'];
    expect(letters.filter((letter) => faultsOf([item(letter)], carried).length === 0)).toEqual(
      classes,
    );
  });

  it.each([
    ['B and C of two people', [item('B'), item('C')]],
    ['B and B of two people', [item('B'), item('B', { submittedBy: 'crd-other' })]],
    ['a screenshot beside B and D of others', [item('E'), item('B'), item('D')]],
    ['a copied sanction beside B and C', [item('D', { isCopy: true }), item('B'), item('C')]],
  ])('SUSPENSION: %s', (...[, items]) => {
    expect(faultsOf(items, 'SUSPENSION')).toEqual([]);
  });

  it('is whatever may be used where the measure follows on another by rule', () => {
    expect(faultsOf([item('D')], null)).toEqual([]);
  });

  it('of before clauses were stated counts for every clause', () => {
    expect(faultsOf([item('A', { clause: '' })], 'SUSPENSION')).toEqual([]);
  });
});

const TOO_LITTLE = 'rests on less than two items of two people, one of them of class B';
const OTHER_CLASSES = 'rests on evidence of classes that do not carry it';
const COPY = 'rests on nothing but what another operator decided';
const NOT_LAWFUL = 'rests on a private conversation that nobody found lawful';
const ALONE = 'rests on a private conversation that others do not corroborate';

describe('evidence that does not', () => {
  it.each<[string, EvidenceRecord[], Carried, string[]]>([
    ['one item of class B', [item('B')], 'SUSPENSION', [TOO_LITTLE]],
    [
      'two of one person',
      [item('B'), item('C', { submittedBy: 'crd-B' })],
      'SUSPENSION',
      [TOO_LITTLE],
    ],
    ['two of which none is of class B', [item('C'), item('D')], 'SUSPENSION', [TOO_LITTLE]],
    ['B and a tip', [item('B'), item('F')], 'SUSPENSION', [TOO_LITTLE]],
    ['B and a copy', [item('B'), item('D', { isCopy: true })], 'SUSPENSION', [TOO_LITTLE]],
    ['B and C, for a ban', [item('B'), item('C')], 'BAN_NOTICE', [OTHER_CLASSES]],
    ['a public statement, for a restriction', [item('D')], 'RESTRICTION', [OTHER_CLASSES]],
    ['a copy of class A', [item('A', { isCopy: true })], 'WARNING', [COPY]],
    [
      'another clause',
      [item('A', { clause: 'terms-4' })],
      'WARNING',
      ['rests on evidence of another clause'],
    ],
    ['a tip', [item('F')], 'WARNING', ['has no admissible evidence']],
    [
      'a screenshot that was not looked at',
      [item('E', { lawful: null }), item('A'), item('B')],
      'WARNING',
      [NOT_LAWFUL],
    ],
    [
      'an intercepted one',
      [item('E', { lawful: false }), item('A'), item('B')],
      'WARNING',
      [NOT_LAWFUL],
    ],
    ['a screenshot beside one item', [item('E'), item('A')], 'WARNING', [ALONE]],
    [
      'a screenshot beside two of who gave it',
      [item('E'), item('A'), item('B', { submittedBy: 'crd-E' })],
      'WARNING',
      [ALONE],
    ],
    [
      'a screenshot beside two that are not solid',
      [item('E'), item('C'), item('D')],
      'WARNING',
      [ALONE],
    ],
  ])('%s: reported', (...[, items, carried, faults]) => {
    expect(faultsOf(items, carried)).toEqual(faults);
  });

  it('cited twice is one item', () => {
    expect(faultsOf([item('B')], 'SUSPENSION', ['evd-0', 'evd-0'])).toEqual([TOO_LITTLE]);
  });

  it('that is not in the case counts for nothing', () => {
    expect(faultsOf([item('A')], 'WARNING', ['evd-0', 'evd-9'])).toEqual([
      'rests on evidence that is not in the case',
    ]);
    expect(faultsOf([], null, [])).toEqual(['has no admissible evidence']);
  });
});

describe('what a sanction has to be carried by', () => {
  it.each<[string, Partial<SanctionImposed>, Carried | null]>([
    ['a restriction', { standing: Standing.STANDING_RESTRICTED, step: 'T02' }, 'RESTRICTION'],
    ['a longer one', { standing: Standing.STANDING_RESTRICTED, extendsSanctionId: 'snc-1' }, null],
    ['a suspension', { standing: Standing.STANDING_SUSPENDED, step: 'T04' }, 'SUSPENSION'],
    [
      'a renewed one',
      { standing: Standing.STANDING_SUSPENDED, step: 'T04', extendsSanctionId: 'snc-1' },
      null,
    ],
    ['an emergency', { standing: Standing.STANDING_SUSPENDED, step: 'T07' }, 'EMERGENCY'],
    [
      'a ratified one',
      { standing: Standing.STANDING_SUSPENDED, step: 'T07', extendsSanctionId: 'snc-1' },
      null,
    ],
    ['a notice of a ban', { standing: Standing.STANDING_BAN_NOTICE, step: 'T05' }, 'BAN_NOTICE'],
    ['a ban after its notice', { standing: Standing.STANDING_BANNED, step: 'T06' }, null],
  ])('%s', (...[, change, carried]) => {
    expect(carriedBy(SanctionImposed.fromPartial(change))).toBe(carried);
  });
});
