import type { Statement } from '../case/events.ts';
import type { CaseFile, Measure } from '../case/state.ts';
import { personalDataIn } from './personal-data.ts';
import type { TdbRecord } from './record.ts';

/** Countries that the database takes: EU and EEA, Greece as GR. */
const TERRITORIES: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(
    ' ',
  ),
);

/** Longest fields, characters. */
const MAX_GROUND = 500;
const MAX_EXPLANATION = 2000;
const MAX_FACTS = 5000;

/** How our violations are named there (statement-of-reasons.json, mapping); the first that fits the rule's id. */
const VIOLATIONS: readonly { pattern: RegExp; category: string; keywords: string[] }[] = [
  {
    pattern: /opt-?out|consent/,
    category: 'STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS',
    keywords: ['KEYWORD_MISSING_PROCESSING_GROUND'],
  },
  {
    pattern: /silence/,
    category: 'STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS',
    keywords: ['KEYWORD_VIOLATION_NATIONAL_LAW'],
  },
  {
    pattern: /sponsor|label/,
    category: 'STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS',
    keywords: ['KEYWORD_VIOLATION_EU_LAW', 'KEYWORD_HIDDEN_ADVERTISEMENT'],
  },
  {
    pattern: /imperson/,
    category: 'STATEMENT_CATEGORY_SCAMS_AND_FRAUD',
    keywords: ['KEYWORD_IMPERSONATION_ACCOUNT_HIJACKING'],
  },
  {
    pattern: /link|phish|malware/,
    category: 'STATEMENT_CATEGORY_SCAMS_AND_FRAUD',
    keywords: ['KEYWORD_PHISHING'],
  },
  {
    pattern: /sock|inauthentic/,
    category: 'STATEMENT_CATEGORY_OTHER_VIOLATION_TC',
    keywords: ['KEYWORD_INAUTHENTIC_ACCOUNTS'],
  },
  {
    pattern: /harass/,
    category: 'STATEMENT_CATEGORY_CYBER_VIOLENCE',
    keywords: ['KEYWORD_CYBER_HARASSMENT'],
  },
];
const BULK = { category: 'STATEMENT_CATEGORY_OTHER_VIOLATION_TC', keywords: ['KEYWORD_OTHER'] };

/** A record, or why there is none. */
export type Mapped = { record: TdbRecord } | { leftOut: string };

/** A measure in the schema of the database. Warnings restrict nothing, and what is under appeal or reversed is not published. */
export function mapStatement(file: CaseFile, measure: Measure, country: string): Mapped {
  const { statement, measureId, reversed } = measure;
  const decision = decisionOf(statement);
  if (!decision) return { leftOut: 'a warning restricts nothing' };
  if (reversed) return { leftOut: 'reversed; the database knows no recall' };
  const open = file.appeals.some(
    (appeal) => appeal.measureId === measureId && appeal.outcome === 'OPEN',
  );
  if (open) return { leftOut: 'under appeal: its publication is stayed' };
  const { ruleId, clause } = statement;
  const facts = factsOf(file, measure);
  const ground = `${clause}${ruleId === '' ? '' : `, rule ${ruleId}`}`.slice(0, MAX_GROUND);
  const law = statement.legal?.ground ?? '';
  const suspect = personalDataIn(`${facts} ${ground} ${law}`);
  if (suspect) return { leftOut: `its text seems to hold ${suspect}` };
  const { category, keywords } = VIOLATIONS.find(({ pattern }) => pattern.test(ruleId)) ?? BULK;
  const date = dateOf(statement.startsAtUs);
  return {
    record: {
      ...decision,
      account_type: 'ACCOUNT_TYPE_BUSINESS',
      ...groundOf(statement, ground),
      content_type: ['CONTENT_TYPE_TEXT'],
      ...{ category, category_specification: keywords },
      territorial_scope: TERRITORIES.has(country) ? [country] : [],
      ...{ content_date: date, application_date: date },
      decision_facts: facts,
      source_type:
        statement.sourceType === 'NOTICE' ? 'SOURCE_TYPE_OTHER_NOTIFICATION' : 'SOURCE_VOLUNTARY',
      automated_detection: statement.automatedDetection ? 'Yes' : 'No',
      automated_decision: automationOf(statement),
      puid: measureId.replaceAll(/[^a-zA-Z0-9-_]/g, '-'),
    },
  };
}

/** Illegal where a law is named, else against the terms: the database takes one ground. */
function groundOf(
  statement: Statement,
  ground: string,
): Pick<TdbRecord, 'decision_ground'> & Partial<TdbRecord> {
  const { legal } = statement;
  if (legal) {
    return {
      decision_ground: 'DECISION_GROUND_ILLEGAL_CONTENT',
      illegal_content_legal_ground: legal.ground.slice(0, MAX_GROUND),
      // What people wrote may name somebody.
      illegal_content_explanation: `The content is held to break the law that is named; it also breaches ${ground}.`,
    };
  }
  return {
    decision_ground: 'DECISION_GROUND_INCOMPATIBLE_CONTENT',
    incompatible_content_ground: ground,
    incompatible_content_explanation: explanationOf(statement),
  };
}

type Decision = Pick<
  TdbRecord,
  | 'decision_provision'
  | 'decision_account'
  | 'end_date_service_restriction'
  | 'end_date_account_restriction'
>;

function decisionOf({ measure, endsAtUs }: Statement): Decision | null {
  const end = endsAtUs === null ? {} : { end_date_service_restriction: dateOf(endsAtUs) };
  switch (measure) {
    case 'WARNED':
      return null;
    case 'RESTRICTED':
      return { decision_provision: 'DECISION_PROVISION_PARTIAL_SUSPENSION', ...end };
    case 'SUSPENDED':
    case 'BAN_NOTICE':
      return { decision_provision: 'DECISION_PROVISION_TOTAL_SUSPENSION', ...end };
    case 'BANNED':
      return { decision_account: 'DECISION_ACCOUNT_TERMINATED' };
  }
}

/** From clause and counts only: what people wrote may name somebody. */
function factsOf(file: CaseFile, { statement }: Measure): string {
  const items = file.evidence.filter(({ evidenceId }) =>
    statement.evidenceIds.includes(evidenceId),
  );
  const measured = items.flatMap((item) => item.measured);
  const counts = measured
    .slice(0, 20)
    .map(({ name, value }) => `${name} ${Math.round(value * 1000) / 1000}`);
  const said = counts.length === 0 ? '' : ` Measured: ${counts.join('; ')}.`;
  const classes = [...new Set(items.map(({ evidenceClass }) => evidenceClass))].join(', ');
  return `Step ${statement.step} of the ladder, on ${items.length} item(s) of evidence of class ${classes}.${said}`.slice(
    0,
    MAX_FACTS,
  );
}

function explanationOf(statement: Statement): string {
  const { explanation, automatedDecision } = statement;
  // Words of the policy document; words of people might name somebody.
  const safe = automatedDecision && personalDataIn(explanation) === null;
  return (safe ? explanation : 'The conduct breaches the clause that is named.').slice(
    0,
    MAX_EXPLANATION,
  );
}

function automationOf({ automatedDetection, automatedDecision }: Statement): string {
  if (automatedDecision) return 'AUTOMATED_DECISION_FULLY';
  return automatedDetection ? 'AUTOMATED_DECISION_PARTIALLY' : 'AUTOMATED_DECISION_NOT_AUTOMATED';
}

function dateOf(us: number): string {
  return new Date(Math.floor(us / 1000)).toISOString().slice(0, 10);
}
