import { EmergencyGround, type SanctionImposed, Standing } from '@hustings/contracts/enforcement';
import { type CaseRecord, SYSTEM } from './case-record.ts';
import type { LadderTimes } from './ladder-times.ts';

/** Whether a sanction came, begins and ends when it may: after its notices, and for no longer than the policy says. */
export function faultsOfTimes(
  record: CaseRecord,
  sanction: SanctionImposed,
  times: LadderTimes,
): string[] {
  const issuedAtUs = record.notices.get(sanction.noticeId)?.issuedAtUs ?? 0;
  return [
    ...(issuedAtUs > Number(sanction.startsAtUs) ? ['was told after it had begun'] : []),
    ...faultsOfStep(record, sanction, times),
    ...faultsOfHearing(record, sanction, times),
  ];
}

function faultsOfStep(record: CaseRecord, sanction: SanctionImposed, times: LadderTimes): string[] {
  switch (sanction.standing) {
    case Standing.STANDING_RESTRICTED:
      return faultsOfRestriction(record, sanction, times);
    case Standing.STANDING_SUSPENDED:
      return faultsOfSuspension(record, sanction, times);
    case Standing.STANDING_BAN_NOTICE:
      return faultsOfBanNotice(record, sanction, times);
    case Standing.STANDING_BANNED:
      return faultsOfBan(record, sanction);
    default:
      return [];
  }
}

/** Follows on a notice that was delivered (T02), ends by itself, and is prolonged once, by a person. */
function faultsOfRestriction(
  record: CaseRecord,
  sanction: SanctionImposed,
  { gapUs, restrictionUs }: LadderTimes,
): string[] {
  const { extendsSanctionId, decidedBy, step } = sanction;
  const faults: string[] = [];
  if (lengthOf(sanction) > restrictionUs) faults.push('restricts for longer than the policy says');
  if (extendsSanctionId !== '') {
    if (decidedBy === SYSTEM) faults.push('was prolonged by the machine');
    const prolonged = [...record.measures.values()].some(
      (one) => one.prolongs === extendsSanctionId,
    );
    if (prolonged) faults.push('was prolonged a second time');
    return faults;
  }
  const follows = [...record.measures.values()].some(({ noticeId }) => {
    const deliveredAtUs = record.notices.get(noticeId)?.deliveredAtUs ?? null;
    return deliveredAtUs !== null && deliveredAtUs + gapUs <= Number(sanction.startsAtUs);
  });
  if (step === 'T02' && !follows) faults.push('follows on no notice that was delivered before');
  return faults;
}

function faultsOfSuspension(
  record: CaseRecord,
  sanction: SanctionImposed,
  times: LadderTimes,
): string[] {
  if (sanction.emergencyGround !== EmergencyGround.EMERGENCY_GROUND_UNSPECIFIED) {
    const isLong = lengthOf(sanction) > times.ratifyUs;
    return isLong ? ['holds at once for longer than the policy says'] : [];
  }
  const faults: string[] = [];
  if (lengthOf(sanction) > times.suspensionMaxUs) {
    faults.push('suspends for longer than the policy says');
  }
  // What prolongs begins when what it prolongs ends.
  if (sanction.extendsSanctionId === '') faults.push(...faultsOfBeginning(record, sanction, times));
  return faults;
}

function faultsOfBanNotice(
  record: CaseRecord,
  sanction: SanctionImposed,
  times: LadderTimes,
): string[] {
  const isShort = sanction.bansAtUs - sanction.startsAtUs < BigInt(times.banNoticeUs);
  return [
    ...faultsOfBeginning(record, sanction, times),
    ...(isShort ? ['gives less notice of a ban than the policy says'] : []),
  ];
}

function faultsOfBeginning(
  record: CaseRecord,
  { noticeId, startsAtUs }: SanctionImposed,
  { deemedUs }: LadderTimes,
): string[] {
  const issuedAtUs = record.notices.get(noticeId)?.issuedAtUs ?? 0;
  const isEarly = Number(startsAtUs) < issuedAtUs + deemedUs;
  return isEarly ? ['begins before its notice counts as delivered'] : [];
}

/** Only from a notice of it that stands, when its time is over, and while no appeal is open. */
function faultsOfBan(record: CaseRecord, { startsAtUs }: SanctionImposed): string[] {
  const notice = [...record.measures.values()].findLast(
    ({ measure, isReversed }) => measure === Standing.STANDING_BAN_NOTICE && !isReversed,
  );
  if (notice === undefined) return ['was not preceded by a notice of the ban'];
  const faults: string[] = [];
  if (Number(startsAtUs) < notice.bansAtUs)
    faults.push('bans before the time of its notice is over');
  for (const [appealId, { isOver }] of record.appeals) {
    if (!isOver) faults.push(`bans while appeal ${appealId} is open`);
  }
  return faults;
}

/** Whoever was told of a proposal has answered since, or had the time to. */
function faultsOfHearing(
  record: CaseRecord,
  { proposalId, noticeId }: SanctionImposed,
  { answerUs }: LadderTimes,
): string[] {
  const proposal = record.proposals.get(proposalId);
  if (proposal === undefined || proposal.noticeId === '') return [];
  if (record.answersAtUs.some((atUs) => atUs >= proposal.atUs)) return [];
  const decidedAtUs = record.notices.get(noticeId)?.issuedAtUs ?? 0;
  const deliveredAtUs = record.notices.get(proposal.noticeId)?.deliveredAtUs ?? null;
  const isHeard = deliveredAtUs !== null && deliveredAtUs + answerUs <= decidedAtUs;
  return isHeard ? [] : ['was decided before the sender had the time to answer'];
}

/** Microseconds; without an end for ever. */
function lengthOf({ startsAtUs, endsAtUs }: SanctionImposed): number {
  return endsAtUs === 0n ? Number.POSITIVE_INFINITY : Number(endsAtUs - startsAtUs);
}
