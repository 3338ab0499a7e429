/** Classes of evidence; A to C come from the platform, the others from outside. */
export type EvidenceClass = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';

/** One piece of evidence of a referral. */
export interface ReferralItem {
  evidenceId: string;
  evidenceClass: EvidenceClass;
  /** When the conduct took place, microseconds since the Unix epoch. */
  conductAtUs: number;
  summary: string;
  /** SHA-256 (hex) of the archived original. */
  sha256: string;
  url: string;
  /** Off-platform evidence that it is linked with. */
  linkedEvidenceIds: readonly string[];
}

/** Branch of the predicate. */
export type Ground = 'ON_PLATFORM' | 'CONTINUED_AFTER_DATE' | 'LINKED_BEFORE_DATE';

export interface Met {
  ground: Ground;
  evidenceIds: string[];
}

/** Alone enough for a referral: events of this system, and public statements when the conduct went on after the date. */
const ON_PLATFORM: ReadonlySet<EvidenceClass> = new Set(['A', 'B', 'C']);
const OFF_PLATFORM: ReadonlySet<EvidenceClass> = new Set(['D']);

/**
 * Whether a referral may be made: on-platform evidence of class A of any date; or off-platform evidence only, and conduct that
 * continued after the effective date; or off-platform evidence with linked on-platform evidence from before the date. Private
 * screenshots and anonymous tips never carry any of them. `effectiveAfterUs`: the first instant after the date.
 */
export function groundOf(items: readonly ReferralItem[], effectiveAfterUs: number): Met | null {
  const own = items.filter(({ evidenceClass }) => evidenceClass === 'A');
  if (own.length > 0) return { ground: 'ON_PLATFORM', evidenceIds: idsOf(own) };
  const onPlatform = items.filter(({ evidenceClass }) => ON_PLATFORM.has(evidenceClass));
  const outside = items.filter(({ evidenceClass }) => OFF_PLATFORM.has(evidenceClass));
  const continued = outside.filter(({ conductAtUs }) => conductAtUs >= effectiveAfterUs);
  if (continued.length > 0) {
    return { ground: 'CONTINUED_AFTER_DATE', evidenceIds: idsOf(continued) };
  }
  const linked = onPlatform.flatMap((item) => {
    if (item.conductAtUs >= effectiveAfterUs) return [];
    const named = outside.filter(({ evidenceId }) => item.linkedEvidenceIds.includes(evidenceId));
    return named.length === 0 ? [] : [item, ...named];
  });
  if (linked.length === 0) return null;
  return { ground: 'LINKED_BEFORE_DATE', evidenceIds: [...new Set(idsOf(linked))] };
}

function idsOf(items: readonly ReferralItem[]): string[] {
  return items.map(({ evidenceId }) => evidenceId);
}
