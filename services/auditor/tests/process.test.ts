import {
  AppealFiled,
  AppealUpheld,
  CaseOpened,
  EvidenceAdded,
  EvidenceClass,
  NoticeIssued,
  SanctionImposed,
  Standing,
  Warned,
} from '@hustings/contracts/enforcement';
import { present } from '@hustings/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { writeCampaign } from './support/campaign-story.ts';
import { type Entries, find, forge, swapEvents } from './support/mutate.ts';
import { runReplay } from './support/run-replay.ts';

const SANCTION = { eventType: 'enforcement.SanctionImposed.v1', type: SanctionImposed };
const WARNED = { eventType: 'enforcement.Warned.v1', type: Warned };
const EVIDENCE = { eventType: 'enforcement.EvidenceAdded.v1', type: EvidenceAdded };
const NOTICE = { eventType: 'enforcement.NoticeIssued.v1', type: NoticeIssued };
const OPENED = { eventType: 'enforcement.CaseOpened.v1', type: CaseOpened };
const FILED = { eventType: 'enforcement.AppealFiled.v1', type: AppealFiled };
const UPHELD = { eventType: 'enforcement.AppealUpheld.v1', type: AppealUpheld };

let clean: Entries;

beforeAll(async () => {
  clean = await (await writeCampaign()).entries();
});

function forgeStatement(
  entries: Entries,
  change: (statement: NonNullable<SanctionImposed['statement']>) => void,
) {
  return forge(entries, SANCTION, ({ statement }) => change(present(statement, 'a statement')));
}

const faults: [string, (entries: Entries) => Entries, string][] = [
  [
    'without a statement of reasons',
    (entries) =>
      forge(entries, SANCTION, (event) => {
        event.statement = undefined;
      }),
    'has no statement of reasons',
  ],
  [
    'without facts',
    (entries) =>
      forgeStatement(entries, (statement) => {
        statement.facts = '';
      }),
    'states no facts',
  ],
  [
    'without a rule',
    (entries) =>
      forgeStatement(entries, (statement) => {
        statement.ruleId = '';
      }),
    'states no rule',
  ],
  [
    'without a way to appeal',
    (entries) =>
      forgeStatement(entries, (statement) => {
        statement.redress = '';
      }),
    'states no redress',
  ],
  [
    'without time to appeal',
    (entries) =>
      forgeStatement(entries, (statement) => {
        statement.appealUntilUs = 0n;
      }),
    'leaves no time to appeal',
  ],
  [
    'stating another measure',
    (entries) =>
      forgeStatement(entries, (statement) => {
        statement.measure = Standing.STANDING_WARNED;
      }),
    'states another measure',
  ],
  [
    'without evidence',
    (entries) =>
      forgeStatement(entries, (statement) => {
        statement.evidenceIds = [];
      }),
    'has no admissible evidence',
  ],
  [
    'on evidence of another case',
    (entries) =>
      forgeStatement(entries, (statement) => {
        statement.evidenceIds.push('evd-9');
      }),
    'rests on evidence that is not in the case',
  ],
  [
    'without a notice',
    (entries) =>
      forge(entries, { ...NOTICE, nth: 1 }, (event) => {
        event.noticeId = 'ntc-9';
      }),
    'sanction snc-1 has no notice',
  ],
  [
    'decided by nobody',
    (entries) =>
      forge(entries, SANCTION, (event) => {
        event.decidedBy = '';
      }),
    'does not say who decided',
  ],
  [
    'that is a ban by the machine',
    (entries) =>
      forge(entries, SANCTION, (event) => {
        event.standing = Standing.STANDING_BANNED;
        present(event.statement, 'a statement').measure = Standing.STANDING_BANNED;
      }),
    'was decided by the machine',
  ],
  [
    'as the first word',
    (entries) => swapEvents(entries, WARNED.eventType),
    'was not preceded by a warning',
  ],
];

describe('a sanction', () => {
  test.each(faults)('%s is found', (_, change, text) => {
    const found = runReplay(change(clean)).findings.kept();
    expect(found.filter(({ kind }) => kind === 'PROCESS')).toEqual([
      { kind: 'PROCESS', seq: expect.any(Number), text: expect.stringContaining(text) },
    ]);
  });

  test.each([
    // In each of both: it has no admissible evidence, nobody found it lawful, nothing is beside it.
    ['a private screenshot', EvidenceClass.EVIDENCE_CLASS_E, 6],
    ['an anonymous tip', EvidenceClass.EVIDENCE_CLASS_F, 2],
    ['an archived public statement', EvidenceClass.EVIDENCE_CLASS_D, 2],
    // Carries the warning, and not the restriction.
    ['a complaint', EvidenceClass.EVIDENCE_CLASS_C, 1],
    ['a rating of the provider', EvidenceClass.EVIDENCE_CLASS_B, 0],
  ])('or a warning on %s alone', (_, evidenceClass, violations) => {
    const forged = forge(clean, EVIDENCE, (event) => {
      present(event.evidence, 'evidence').evidenceClass = evidenceClass;
    });
    expect(runReplay(forged).findings.count('PROCESS')).toBe(violations);
  });

  test('or a warning outside a case is found', () => {
    const forged = swapEvents(clean, OPENED.eventType);
    expect(runReplay(forged).findings.count('PROCESS')).toBe(2);
  });
});

const appeals: [string, (entries: Entries) => Entries, string][] = [
  [
    'by somebody who took part before',
    (entries) =>
      forge(entries, UPHELD, (event) => {
        event.reviewer = 'crd-admin';
      }),
    'who took part in an earlier step',
  ],
  [
    'by somebody who signed an earlier step',
    (entries) => {
      const filed = forge(entries, FILED, (event) => {
        event.filedBy = 'crd-tool';
      });
      return forge(filed, UPHELD, (event) => {
        event.reviewer = 'crd-admin';
      });
    },
    'who took part in an earlier step',
  ],
  [
    'by the machine',
    (entries) =>
      forge(entries, UPHELD, (event) => {
        event.reviewer = 'system';
      }),
    'was decided by no person',
  ],
  [
    'without reasons',
    (entries) =>
      forge(entries, UPHELD, (event) => {
        event.reasons = '';
      }),
    'was decided without reasons',
  ],
  ['that nobody filed', (entries) => swapEvents(entries, FILED.eventType), 'was never filed'],
];

test.each(appeals)('an appeal decided %s is found', (_, change, text) => {
  const found = runReplay(change(clean)).findings.kept();
  expect(found).toEqual([
    { kind: 'PROCESS', seq: expect.any(Number), text: expect.stringContaining(text) },
  ]);
});

test('an appeal that nobody decides is found where it was filed', () => {
  const undecided = swapEvents(clean, UPHELD.eventType);
  expect(runReplay(undecided).findings.kept()).toEqual([
    {
      kind: 'PROCESS',
      seq: find(clean, FILED.eventType) + 1,
      text: expect.stringContaining('was decided by nobody, nor by its clock'),
    },
  ]);
});
