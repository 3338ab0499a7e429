import { present } from '@hustings/kernel';
import { describe, expect, it } from 'vitest';
import rules from '../../../packages/policy/data/2026-11-21/statement-of-reasons.json' with {
  type: 'json',
};
import type { CaseCommand } from '../src/domain/case/commands.ts';
import { mapStatement } from '../src/domain/dsa/map-statement.ts';
import { personalDataIn } from '../src/domain/dsa/personal-data.ts';
import { TDB_COLUMNS, type TdbRecord, toCsv } from '../src/domain/dsa/record.ts';
import * as f from './fixtures.ts';

const { warn, deliver, restrict, appeal, uphold } = f.story;

interface FieldRule {
  name: string;
  type: string;
  req: string;
  enum?: string[];
}
const fields = rules.tdb_v2.fields as FieldRule[];

function fileAfter(...orders: CaseCommand[]) {
  const state = f.stateAfter(f.historyOf(...orders));
  if (state.status === 'NONE') throw new Error('no case');
  return state.file;
}

function recordOf(...orders: CaseCommand[]): TdbRecord {
  const file = fileAfter(...orders);
  const measure = file.measures.at(-1);
  if (!measure) throw new Error('no measure');
  const mapped = mapStatement(file, measure, 'ES');
  if ('leftOut' in mapped) throw new Error(mapped.leftOut);
  return mapped.record;
}

/** Faults of a record by the field rules of the data file. */
function faultsOf(record: TdbRecord): string[] {
  const values = record as unknown as Record<string, unknown>;
  const unknown = Object.keys(values).filter((name) => !fields.some((each) => each.name === name));
  const decisions = fields.filter(({ req }) => req.startsWith('one of'));
  const one = decisions.some(({ name }) => values[name] !== undefined) ? [] : ['no decision'];
  return [
    ...unknown.map((name) => `${name}: no such field`),
    ...one,
    ...fields.flatMap((rule) => faultsOfField(rule, values[rule.name], values)),
  ];
}

function faultsOfField(rule: FieldRule, value: unknown, all: Record<string, unknown>): string[] {
  const { name, type, req } = rule;
  const ground = String(all.decision_ground);
  const required =
    req === 'yes' ||
    (req === 'if ILLEGAL' && ground.endsWith('ILLEGAL_CONTENT')) ||
    (req === 'if INCOMPATIBLE' && ground.endsWith('INCOMPATIBLE_CONTENT'));
  if (value === undefined) return required ? [`${name}: missing`] : [];
  const items = type.endsWith('[]') ? (value as unknown[]) : [value];
  return items.flatMap((item) => {
    const text = String(item);
    const limit = /<=(\d+)$/.exec(type)?.[1];
    if (limit !== undefined && text.length > Number(limit)) return [`${name}: too long`];
    if (rule.enum && !rule.enum.includes(text)) return [`${name}: ${text} is not in the enum`];
    if (type.startsWith('YYYY') && !/^\d{4}-\d{2}-\d{2}$/.test(text)) return [`${name}: no date`];
    if (type.includes('Yes|No') && !/^(Yes|No)$/.test(text)) return [`${name}: not Yes or No`];
    if (type.startsWith('KEYWORD') && !(text in rules.tdb_v2.keywords_we_use)) {
      return [`${name}: ${text} is no keyword`];
    }
    if (name === 'puid' && !/^[a-zA-Z0-9-_]+$/.test(text)) return ['puid: bad characters'];
    return [];
  });
}

describe('a restriction in the schema of the public database', () => {
  it('keeps every field rule of the data file', () => {
    expect(faultsOf(recordOf(warn, deliver, restrict))).toEqual([]);
  });

  it('is found out when it breaks one: the checker can fail', () => {
    const good = recordOf(warn, deliver, restrict);
    const { decision_provision: _, ...none } = good;
    expect(faultsOf(none)).toEqual(['no decision']);
    expect(faultsOf({ ...good, category: 'OTHER' })).toEqual([
      'category: OTHER is not in the enum',
    ]);
    expect(faultsOf({ ...good, decision_facts: 'x'.repeat(5001) })).toEqual([
      'decision_facts: too long',
    ]);
    expect(faultsOf({ ...good, puid: 'a b' })).toEqual(['puid: bad characters']);
  });

  it('is a partial suspension with an end, by our mapping', () => {
    expect(recordOf(warn, deliver, restrict)).toMatchObject({
      decision_provision: 'DECISION_PROVISION_PARTIAL_SUSPENSION',
      end_date_service_restriction: '2027-01-18',
      application_date: '2027-01-15',
      category: 'STATEMENT_CATEGORY_OTHER_VIOLATION_TC',
      category_specification: ['KEYWORD_OTHER'],
      territorial_scope: ['ES'],
      automated_decision: 'AUTOMATED_DECISION_FULLY',
      puid: f.SANCTION,
    });
  });

  it('names no organisation, sender, credential or person', () => {
    const text = JSON.stringify({ ...recordOf(warn, deliver, restrict), puid: '' });
    for (const id of [f.ORGANISATION, f.SENDER, 'crd-', 'system']) expect(text).not.toContain(id);
  });

  it.each<[string, CaseCommand[], string]>([
    ['a warning', [warn], 'a warning restricts nothing'],
    [
      'what is under appeal',
      [warn, deliver, restrict, appeal],
      'under appeal: its publication is stayed',
    ],
    [
      'what was reversed',
      [warn, deliver, restrict, appeal, uphold],
      'reversed; the database knows no recall',
    ],
  ])('leaves out %s', (_, orders, leftOut) => {
    const file = fileAfter(...orders);
    const measure = file.measures.at(-1);
    expect(measure && mapStatement(file, measure, 'ES')).toEqual({ leftOut });
  });

  it.each([
    {
      words: 'of the policy, where nobody decided,',
      changes: { automatedDecision: true, explanation: 'Nobody had agreed to these messages.' },
      explained: 'Nobody had agreed to these messages.',
    },
    {
      words: 'of people, who may name somebody,',
      changes: { automatedDecision: false, explanation: 'The neighbour of Ana complained.' },
      explained: 'The conduct breaches the clause that is named.',
    },
    {
      words: 'of a policy that hold personal data',
      changes: { automatedDecision: true, explanation: 'Write to ana@example.org.' },
      explained: 'The conduct breaches the clause that is named.',
    },
  ])('words $words are told as they may be', ({ changes, explained }) => {
    const file = fileAfter(warn, deliver, restrict);
    const measure = present(file.measures.at(-1), 'a measure');
    const changed = { ...measure, statement: { ...measure.statement, ...changes } };
    const mapped = mapStatement(file, changed, 'ES');
    expect(mapped).toMatchObject({ record: { incompatible_content_explanation: explained } });
  });

  it('tells step, class and counts of the evidence that the statement names, and of none else', () => {
    const file = fileAfter(warn, deliver, restrict);
    const measure = present(file.measures.at(-1), 'a measure');
    const [named] = measure.statement.evidenceIds;
    const item = present(
      file.evidence.find(({ evidenceId }) => evidenceId === named),
      'its evidence',
    );
    const factsWith = (measured: { name: string; value: number }[]) => {
      const evidence = file.evidence.map((one) => (one === item ? { ...one, measured } : one));
      const narrowed = {
        ...measure,
        statement: { ...measure.statement, evidenceIds: [named] as const },
      };
      const mapped = mapStatement({ ...file, evidence } as typeof file, narrowed, 'ES');
      return 'record' in mapped ? mapped.record.decision_facts : mapped.leftOut;
    };
    const of = `Step ${measure.statement.step} of the ladder, on 1 item(s) of evidence of class ${item.evidenceClass}.`;
    expect(factsWith([])).toBe(of);
    expect(
      factsWith([
        { name: 'messages', value: 61 },
        { name: 'share', value: 0.12345 },
      ]),
    ).toBe(`${of} Measured: messages 61; share 0.123.`);
  });

  it('leaves out a text that seems to hold personal data', () => {
    const clause = 'terms 4.2, see ana@example.org';
    const finding = f.findingAt(f.restrictedAtUs - f.SECOND_US, { clause });
    const file = fileAfter(warn, deliver, f.reportOf(finding));
    const measure = file.measures.at(-1);
    expect(measure && mapStatement(file, measure, 'ES')).toEqual({
      leftOut: 'its text seems to hold an e-mail address',
    });
  });

  it('is a line of CSV that other programs can read', () => {
    const record = recordOf(warn, deliver, restrict);
    const [head, line] = toCsv([record]).split('\r\n');
    expect(head?.split(',')).toEqual(TDB_COLUMNS);
    expect(line).toContain('"[""CONTENT_TYPE_TEXT""]"');
  });
});

describe('what must not be published', () => {
  it.each([
    ['call +34 612 345 678', 'a telephone number'],
    ['write to ana@example.org', 'an e-mail address'],
    ['ask @anaperez', 'a handle'],
    ['the sender snd-1', 'an id'],
    ['see https://a.example', 'a link'],
    ['sent 120; nearDuplicateShare 0.988', null],
  ])('in "%s" is %s', (text, found) => {
    expect(personalDataIn(text)).toBe(found);
  });
});
