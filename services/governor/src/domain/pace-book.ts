import { Standing, SubjectKind } from '@hustings/contracts/enforcement';
import { factsOf, type PolicyDocument } from '@hustings/policy';
import type { Paces } from '@hustings/policy/plan';

interface Span {
  sanctionId: string;
  startsAtUs: number;
  /** 0 = until it is ended. */
  endsAtUs: number;
}

/** New warnings and slow starts by subject: to foresee, never to decide. */
export interface PaceBook {
  warnings: Map<string, Span>;
  slowStarts: Map<string, Span>;
}

export function emptyPaceBook(): PaceBook {
  return { warnings: new Map(), slowStarts: new Map() };
}

/** Takes one event in. */
export function applyToPaceBook(
  { warnings, slowStarts }: PaceBook,
  event: { eventType: string; data: Uint8Array },
): void {
  if (!event.eventType.startsWith('enforcement.')) return;
  for (const fact of factsOf(event)) {
    if (fact.type === 'SanctionImposed') {
      const { standing, subjectKind, subjectId, sanctionId, startsAtUs, endsAtUs } = fact.sanction;
      const spans = bookOf(standing, { warnings, slowStarts });
      spans?.set(keyOf(subjectKind, subjectId), { sanctionId, startsAtUs, endsAtUs });
    } else if (fact.type === 'SanctionEnded') {
      const key = keyOf(fact.subjectKind, fact.subjectId);
      for (const spans of [warnings, slowStarts]) {
        if (spans.get(key)?.sanctionId === fact.sanctionId) spans.delete(key);
      }
    }
  }
}

/** Until when a sender goes slower, as far as it depends on the number or its organisation. */
export function pacesOfSender(
  book: PaceBook,
  who: { organisationId: string; senderId: string },
  { policy, nowUs }: { policy: PolicyDocument; nowUs: number },
): Paces {
  const keys = [
    keyOf(SubjectKind.SUBJECT_KIND_SENDER, who.senderId),
    keyOf(SubjectKind.SUBJECT_KIND_ORGANISATION, who.organisationId),
  ];
  const { noticeDeemedDeliveredAfterMs, warning } = policy.enforcement.ladder;
  // A warning whose notice nobody fetches counts as delivered after a time, and is new for a gap more.
  const newForUs = (noticeDeemedDeliveredAfterMs + warning.minGapAfterDeliveryMs) * 1_000;
  const untilOf = (spans: ReadonlyMap<string, Span>): number =>
    keys
      .flatMap((key) => spans.get(key) ?? [])
      .filter(({ startsAtUs }) => startsAtUs <= nowUs)
      .map(({ startsAtUs, endsAtUs }) => endsAtUs || startsAtUs + newForUs)
      .filter((untilUs) => untilUs > nowUs)
      .reduce((latest, untilUs) => Math.max(latest, untilUs), 0);
  return { warnedUntilUs: untilOf(book.warnings), slowUntilUs: untilOf(book.slowStarts) };
}

function bookOf(
  standing: Standing,
  { warnings, slowStarts }: PaceBook,
): PaceBook['warnings'] | null {
  if (standing === Standing.STANDING_WARNED) return warnings;
  return standing === Standing.STANDING_ACTIVE ? slowStarts : null;
}

function keyOf(kind: SubjectKind, subjectId: string): string {
  return `${kind}:${subjectId}`;
}
