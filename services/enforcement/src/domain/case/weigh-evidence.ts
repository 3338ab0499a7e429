import { type Evidence, type EvidenceClass, SUBJECT_KINDS, type Subject } from './evidence.ts';
import { firstOf, refuseText } from './people.ts';
import type { MeasureReasons } from './process.ts';
import type { ProcessRejection } from './process-rejections.ts';
import type { CaseFile } from './state.ts';

/** What evidence is weighed for. A ban is weighed when its notice is. */
export type Weighed = 'WARNED' | 'RESTRICTED' | 'SUSPENDED' | 'BAN_NOTICE' | 'EMERGENCY';

/**
 * Classes of which one item suffices (policy data, sufficient_alone). T04 names A or B, sufficient_alone A only: here B needs
 * a second item, because the stricter reading favours the sender. An emergency suspension holds a day at most.
 */
const ALONE: Readonly<Record<Weighed, readonly EvidenceClass[]>> = {
  WARNED: ['A', 'B', 'C'],
  RESTRICTED: ['A', 'B'],
  SUSPENDED: ['A'],
  BAN_NOTICE: ['A'],
  EMERGENCY: ['A', 'B', 'C', 'D'],
};

/** Items of which two, given by different people, one of class A or B among them, carry a suspension. */
const INDEPENDENT: readonly EvidenceClass[] = ['A', 'B', 'C', 'D'];

/** Items that a private screenshot needs beside it. */
const CORROBORATING_ITEMS = 2;

type Rejection = ProcessRejection | { reason: 'EVIDENCE_MISSING' } | FactsCounted;
type FactsCounted = { reason: 'FACTS_ALREADY_COUNTED'; countsAfterUs: number };

export interface Weighing {
  file: CaseFile;
  reasons: MeasureReasons;
  weighed: Weighed;
  /** Facts up to here do not count. */
  factsAfterUs: number;
}

/** Refuses reasons that lack something, or whose evidence may not be used or does not carry the measure. */
export function weighReasons(weighing: Weighing): Rejection | null {
  const { file, reasons } = weighing;
  const refused = firstOf<Rejection>([
    reasons.clause.trim() === '' ? { reason: 'CLAUSE_MISSING' } : null,
    refuseText('facts', reasons.facts),
    refuseText('explanation', reasons.explanation),
    refuseText('how_to_fix', reasons.howToFix),
    refuseLaw(reasons),
    file.subject.kind !== 'SEAT' && reasons.whyNotNarrower.trim() === ''
      ? { reason: 'WHY_NOT_NARROWER_MISSING' }
      : null,
    reasons.evidenceIds.length === 0 ? { reason: 'EVIDENCE_MISSING' } : null,
  ]);
  if (refused) return refused;
  const items = itemsOf(file, reasons);
  if (!items) return { reason: 'EVIDENCE_UNKNOWN' };
  return firstOf<Rejection>([
    refuseSealed(file, items),
    refuseOtherClause(items, reasons.clause),
    refuseCounted(weighing, items),
    refuseTooWide(file.subject, items),
    refuseUncorroborated(items),
    refuseInsufficient(items, weighing.weighed),
  ]);
}

/** Where a law is the ground it is named and explained: both, or neither (DSA Article 17(3)(d)). */
function refuseLaw({ legalGround, legalExplanation = '' }: MeasureReasons): Rejection | null {
  if (legalGround === '') {
    return legalExplanation === '' ? null : { reason: 'LEGAL_GROUND_MISSING' };
  }
  return (
    refuseText('legal_ground', legalGround) ?? refuseText('legal_explanation', legalExplanation)
  );
}

/** The cited evidence, each once, or null when one of it is not in the case. */
export function itemsOf(file: CaseFile, { evidenceIds }: MeasureReasons): Evidence[] | null {
  const items: Evidence[] = [];
  for (const id of new Set(evidenceIds)) {
    const item = file.evidence.find(({ evidenceId }) => evidenceId === id);
    if (!item) return null;
    items.push(item);
  }
  return items;
}

function refuseSealed(file: CaseFile, items: Evidence[]): ProcessRejection | null {
  for (const { evidenceClass, evidenceId } of items) {
    if (evidenceClass !== 'E') continue;
    const review = file.reviews.find((each) => each.evidenceId === evidenceId);
    if (!review) return { reason: 'EVIDENCE_SEALED', evidenceId };
    if (!review.lawful) return { reason: 'EVIDENCE_UNLAWFUL', evidenceId };
    if (review.gist !== '' && review.gistApprovedBy === '') {
      return { reason: 'EVIDENCE_SEALED', evidenceId };
    }
  }
  return null;
}

/** Nexus: what shows a breach of something else shows no breach of this clause. */
function refuseOtherClause(items: Evidence[], clause: string): ProcessRejection | null {
  const other = items.find((item) => item.clause !== clause);
  return other ? { reason: 'EVIDENCE_OF_ANOTHER_CLAUSE', evidenceId: other.evidenceId } : null;
}

/** The same facts count once for each measure, and never again once a measure on them was reversed. */
function refuseCounted(weighing: Weighing, items: Evidence[]): FactsCounted | null {
  const { file, weighed, factsAfterUs } = weighing;
  const early = items.some((item) => item.occurredAtUs <= factsAfterUs);
  if (early) return { reason: 'FACTS_ALREADY_COUNTED', countsAfterUs: factsAfterUs };
  const counted = file.measures.filter(
    ({ statement, reversed }) => reversed || sameMeasure(statement.measure, weighed),
  );
  return refuseSpent(items, counted);
}

/** What rests on facts of a measure that was taken back since it was proposed is not decided any more. */
export function refuseReversed(file: CaseFile, reasons: MeasureReasons): FactsCounted | null {
  const reversed = file.measures.filter((measure) => measure.reversed);
  return refuseSpent(itemsOf(file, reasons) ?? [], reversed);
}

function refuseSpent(items: Evidence[], measures: CaseFile['measures']): FactsCounted | null {
  const spent = measures.flatMap(({ statement }) => statement.evidenceIds);
  const again = items.find(({ evidenceId }) => spent.includes(evidenceId));
  return again ? { reason: 'FACTS_ALREADY_COUNTED', countsAfterUs: again.occurredAtUs } : null;
}

function sameMeasure(measure: string, weighed: Weighed): boolean {
  return measure === (weighed === 'EMERGENCY' ? 'SUSPENDED' : weighed);
}

/** The narrowest subject that explains the evidence: when all of it is about one of them, that is the one. */
function refuseTooWide(subject: Subject, items: Evidence[]): ProcessRejection | null {
  const [first, ...others] = items.map((item) => item.about);
  if (!first || !isNarrower(first, subject)) return null;
  const same = others.every(({ kind, id }) => kind === first.kind && id === first.id);
  return same ? { reason: 'SCOPE_TOO_WIDE', narrower: first } : null;
}

/** True when the first subject is of a narrower kind. */
export function isNarrower(one: Subject, other: Subject): boolean {
  return SUBJECT_KINDS.indexOf(one.kind) < SUBJECT_KINDS.indexOf(other.kind);
}

/** A private screenshot needs two other items, one of class A or B, none from whoever gave it. */
function refuseUncorroborated(items: Evidence[]): ProcessRejection | null {
  for (const { evidenceClass, evidenceId, submittedBy } of items) {
    if (evidenceClass !== 'E') continue;
    const others = items.filter(
      (item) => INDEPENDENT.includes(item.evidenceClass) && item.submittedBy !== submittedBy,
    );
    const solid = others.some((item) => item.evidenceClass === 'A' || item.evidenceClass === 'B');
    if (others.length < CORROBORATING_ITEMS || !solid) {
      return { reason: 'CORROBORATION_MISSING', evidenceId };
    }
  }
  return null;
}

/** What another operator decided carries nothing by itself, and neither do screenshots and tips. */
function refuseInsufficient(items: Evidence[], weighed: Weighed): ProcessRejection | null {
  const own = items.filter((item) => item.copiesSanctionOf === '');
  if (own.length === 0) return { reason: 'COPIED_SANCTION_ALONE' };
  if (own.some((item) => ALONE[weighed].includes(item.evidenceClass))) return null;
  if (weighed !== 'SUSPENDED') return { reason: 'EVIDENCE_INSUFFICIENT', shortfall: 'CLASS' };
  const independent = own.filter((item) => INDEPENDENT.includes(item.evidenceClass));
  if (!independent.some((item) => item.evidenceClass === 'B')) {
    return { reason: 'EVIDENCE_INSUFFICIENT', shortfall: 'CLASS' };
  }
  if (independent.length < 2) return { reason: 'EVIDENCE_INSUFFICIENT', shortfall: 'SECOND_ITEM' };
  const submitters = new Set(independent.map((item) => item.submittedBy));
  return submitters.size < 2
    ? { reason: 'EVIDENCE_INSUFFICIENT', shortfall: 'SECOND_SUBMITTER' }
    : null;
}
