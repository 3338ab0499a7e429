import { Standing, SubjectKind } from '@hustings/contracts/enforcement';
import type { Sanction } from './fact.ts';
import type { GateState } from './state.ts';
import type { InstantUs, SendContext } from './types.ts';

/** Key of a subject's sanctions. */
export function subjectKey(kind: SubjectKind, subjectId: string): string {
  return `${kind}:${subjectId}`;
}

/** The subjects whose standing binds a message, the narrowest first: seat, sender, campaign, tool, organisation. */
export function subjectsOf(context: SendContext): string[] {
  const { organisationId } = context;
  return [
    subjectKey(SubjectKind.SUBJECT_KIND_SEAT, `${organisationId}-${context.seatId}`),
    subjectKey(SubjectKind.SUBJECT_KIND_SENDER, context.senderId),
    subjectKey(SubjectKind.SUBJECT_KIND_CAMPAIGN, context.campaignId),
    subjectKey(SubjectKind.SUBJECT_KIND_TOOL, `${organisationId}-${context.intermediaryId}`),
    subjectKey(SubjectKind.SUBJECT_KIND_ORGANISATION, organisationId),
  ];
}

/**
 * The sanction that decides among those of one subject: in force at this instant (`starts ≤ now < ends`), the gravest,
 * of equals the one that ends last, then the lowest id. Warnings bind nothing, and neither does what is stayed.
 */
export function bindingSanction(
  sanctions: readonly Sanction[] | undefined,
  nowUs: InstantUs,
): Sanction | undefined {
  return sanctions
    ?.filter((sanction) => sanction.standing >= Standing.STANDING_RESTRICTED)
    .filter((sanction) => isRunning(sanction, nowUs) && !isStayed(sanction, nowUs))
    .reduce<Sanction | undefined>(
      (best, next) => (best && !outranks(next, best) ? best : next),
      undefined,
    );
}

/** True while a warning against one of the subjects is new. */
export function isWarned(sanctions: readonly Sanction[] | undefined, nowUs: InstantUs): boolean {
  return (sanctions ?? []).some(
    (sanction) => sanction.standing === Standing.STANDING_WARNED && isRunning(sanction, nowUs),
  );
}

/**
 * True while a slow start of one of the subjects runs. It stands beside the sanctions as an entry of standing ACTIVE: it changes no
 * standing, and binds nothing but the limits that are meant for it.
 */
export function isSlow(sanctions: readonly Sanction[] | undefined, nowUs: InstantUs): boolean {
  return (sanctions ?? []).some(
    (sanction) => sanction.standing === Standing.STANDING_ACTIVE && isRunning(sanction, nowUs),
  );
}

/** True while a sender's whole lane may reach only recipients who have replied. */
export function restrictionOf(
  state: GateState,
  who: { organisationId: string; senderId: string },
  nowUs: InstantUs,
): boolean {
  const keys = [
    subjectKey(SubjectKind.SUBJECT_KIND_ORGANISATION, who.organisationId),
    subjectKey(SubjectKind.SUBJECT_KIND_SENDER, who.senderId),
  ];
  return keys.some(
    (key) =>
      bindingSanction(state.sanctions.get(key), nowUs)?.standing === Standing.STANDING_RESTRICTED,
  );
}

function outranks(left: Sanction, right: Sanction): boolean {
  if (left.standing !== right.standing) return left.standing > right.standing;
  if (endOf(left) !== endOf(right)) return endOf(left) > endOf(right);
  return left.sanctionId < right.sanctionId;
}

/** A hold is no sanction: no appeal stays it. */
function isStayed({ standing, stay }: Sanction, nowUs: InstantUs): boolean {
  if (stay === null || standing === Standing.STANDING_COMPROMISE_HOLD) return false;
  return isRunning(stay, nowUs);
}

function isRunning(span: { startsAtUs: InstantUs; endsAtUs: InstantUs }, nowUs: InstantUs) {
  return span.startsAtUs <= nowUs && nowUs < endOf(span);
}

function endOf({ endsAtUs }: { endsAtUs: InstantUs }): InstantUs {
  return endsAtUs === 0 ? Number.POSITIVE_INFINITY : endsAtUs;
}
