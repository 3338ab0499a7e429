import {
  type Evidence,
  EvidenceClass,
  type SanctionImposed,
  Standing,
  type StatementOfReasons,
} from '@hustings/contracts/enforcement';

/** What the log says of one piece of evidence. */
export interface EvidenceRecord {
  evidenceClass: EvidenceClass;
  submittedBy: string;
  /** The clause that it shows a breach of; empty = not stated. */
  clause: string;
  /** It reports what another operator did. */
  isCopy: boolean;
  /** For class E: whether a reviewer found its use lawful; null = nobody has looked. */
  lawful: boolean | null;
}

/** What evidence is to carry. */
export type Carried = 'WARNING' | 'RESTRICTION' | 'SUSPENSION' | 'BAN_NOTICE' | 'EMERGENCY';

const { EVIDENCE_CLASS_A: A, EVIDENCE_CLASS_B: B, EVIDENCE_CLASS_C: C } = EvidenceClass;
const { EVIDENCE_CLASS_D: D, EVIDENCE_CLASS_E: PRIVATE } = EvidenceClass;

/** Classes of which one item suffices. For an emergency any that counts: it holds until people ratify it. */
const ALONE: Readonly<Record<Carried, readonly EvidenceClass[]>> = {
  WARNING: [A, B, C],
  RESTRICTION: [A, B],
  SUSPENSION: [A],
  BAN_NOTICE: [A],
  EMERGENCY: [A, B, C, D],
};

export function evidenceRecord(evidence: Evidence): EvidenceRecord {
  const { evidenceClass, submittedBy, clause, copiesSanctionOf } = evidence;
  return { evidenceClass, submittedBy, clause, isCopy: copiesSanctionOf !== '', lawful: null };
}

/** What a sanction's evidence has to carry; null for what follows on another measure by rule, and rests on its evidence. */
export function carriedBy(sanction: SanctionImposed): Carried | null {
  if (sanction.extendsSanctionId !== '') return null;
  if (sanction.step === 'T07') return 'EMERGENCY';
  switch (sanction.standing) {
    case Standing.STANDING_RESTRICTED:
      return 'RESTRICTION';
    case Standing.STANDING_SUSPENDED:
      return 'SUSPENSION';
    case Standing.STANDING_BAN_NOTICE:
      return 'BAN_NOTICE';
    default:
      return null;
  }
}

/** Whether what a statement cites is in its case, may be used, and carries the measure. */
export function faultsOfProof(
  evidence: ReadonlyMap<string, EvidenceRecord>,
  { evidenceIds, clause }: StatementOfReasons,
  carried: Carried | null,
): string[] {
  // Cited twice it is one item.
  const cited = [...new Set(evidenceIds)].map((id) => evidence.get(id));
  const items = cited.filter((item) => item !== undefined);
  const faults: string[] = [];
  if (items.length < cited.length) faults.push('rests on evidence that is not in the case');
  if (!items.some(isIndependent)) faults.push('has no admissible evidence');
  if (items.some((item) => item.clause !== '' && item.clause !== clause)) {
    faults.push('rests on evidence of another clause');
  }
  faults.push(...faultsOfPrivate(items));
  if (faults.length > 0 || carried === null) return faults;
  return faultsOfWeight(items, carried);
}

/** A screenshot of a private conversation needs a lawful origin and two others' items, one of class A or B. */
function faultsOfPrivate(items: readonly EvidenceRecord[]): string[] {
  const faults: string[] = [];
  for (const { evidenceClass, submittedBy, lawful } of items) {
    if (evidenceClass !== PRIVATE) continue;
    if (lawful !== true) faults.push('rests on a private conversation that nobody found lawful');
    const others = items.filter((item) => isIndependent(item) && item.submittedBy !== submittedBy);
    if (others.length < 2 || !others.some(isSolid)) {
      faults.push('rests on a private conversation that others do not corroborate');
    }
  }
  return faults;
}

function faultsOfWeight(items: readonly EvidenceRecord[], carried: Carried): string[] {
  const own = items.filter(({ isCopy }) => !isCopy);
  if (own.length === 0) return ['rests on nothing but what another operator decided'];
  if (own.some(({ evidenceClass }) => ALONE[carried].includes(evidenceClass))) return [];
  if (carried !== 'SUSPENSION') return ['rests on evidence of classes that do not carry it'];
  const independent = own.filter(isIndependent);
  const submitters = new Set(independent.map(({ submittedBy }) => submittedBy));
  const carries = independent.some(isSolid) && submitters.size >= 2;
  return carries ? [] : ['rests on less than two items of two people, one of them of class B'];
}

/** Private conversations and anonymous tips carry nothing by themselves. */
function isIndependent({ evidenceClass }: EvidenceRecord): boolean {
  return evidenceClass >= A && evidenceClass <= D;
}

function isSolid({ evidenceClass }: EvidenceRecord): boolean {
  return evidenceClass === A || evidenceClass === B;
}
