import {
  AppealDefaulted,
  AppealDismissed,
  AppealFiled,
  AppealModified,
  AppealSentBack,
  AppealUpheld,
  AppealWithdrawn,
} from '@hustings/contracts/enforcement';
import { type CaseRecord, type StoredEvent, SYSTEM } from './case-record.ts';

/** The clock of an appeal may strike late: nobody may have been there to hear it. An hour is more than a restart takes. */
const CLOCK_GRACE_US = 3_600_000_000n;

/** What the log says of one appeal. */
export interface AppealRecord {
  /** Sequence of the commit that filed it. */
  seq: number;
  /** The measure that it is about. */
  measureId: string;
  /** By when it is to be decided, microseconds since the Unix epoch. */
  decideByUs: bigint;
  isOver: boolean;
}

type Review = Pick<AppealUpheld, 'appealId' | 'reviewer' | 'reasons' | 'atUs'>;

/** Notes what a commit files and ends, after its faults were looked for. */
export function noteAppeal(record: CaseRecord, event: StoredEvent & { seq: number }): void {
  const { eventType, data, seq } = event;
  if (eventType === 'enforcement.AppealFiled.v1') {
    const { appealId, filedBy, decideByUs, sanctionId } = AppealFiled.decode(data);
    record.appeals.set(appealId, { seq, measureId: sanctionId, decideByUs, isOver: false });
    record.participants.add(filedBy);
    return;
  }
  const ended = record.appeals.get(endedBy(event) ?? '');
  if (ended) ended.isOver = true;
}

/** Id of the appeal that an event ends; null for other events. */
function endedBy({ eventType, data }: StoredEvent): string | null {
  switch (eventType) {
    case 'enforcement.AppealWithdrawn.v1':
      return AppealWithdrawn.decode(data).appealId;
    case 'enforcement.AppealDefaulted.v1':
      return AppealDefaulted.decode(data).appealId;
    default:
      return reviewOf({ eventType, data })?.appealId ?? null;
  }
}

/** Id of the appeal by whose end its measure is taken back; null for other events. */
export function reversedAppeal(event: StoredEvent): string | null {
  return REVERSING.has(event.eventType) ? endedBy(event) : null;
}

const REVERSING: ReadonlySet<string> = new Set([
  'enforcement.AppealUpheld.v1',
  'enforcement.AppealSentBack.v1',
  'enforcement.AppealDefaulted.v1',
]);

function reviewOf({ eventType, data }: StoredEvent): Review | null {
  switch (eventType) {
    case 'enforcement.AppealUpheld.v1':
      return AppealUpheld.decode(data);
    case 'enforcement.AppealDismissed.v1':
      return AppealDismissed.decode(data);
    case 'enforcement.AppealModified.v1':
      return AppealModified.decode(data);
    case 'enforcement.AppealSentBack.v1':
      return AppealSentBack.decode(data);
    default:
      return null;
  }
}

/** Faults of an event that ends an appeal. */
export function faultsOfAppeal(record: CaseRecord, event: StoredEvent): string[] {
  const appealId = endedBy(event);
  if (appealId === null) return [];
  const appeal = record.appeals.get(appealId);
  const faults: string[] = [];
  if (appeal === undefined) faults.push('was never filed');
  if (appeal?.isOver) faults.push('was over before');
  const review = reviewOf(event);
  if (review !== null) faults.push(...faultsOfReview(record, review));
  if (appeal !== undefined) faults.push(...faultsOfClock(appeal, event));
  return faults.map((fault) => `appeal ${appealId} ${fault}`);
}

function faultsOfReview(record: CaseRecord, { reviewer, reasons }: Review): string[] {
  const faults: string[] = [];
  if (reviewer === '' || reviewer === SYSTEM) faults.push('was decided by no person');
  else if (record.participants.has(reviewer)) {
    faults.push(`was decided by ${reviewer}, who took part in an earlier step`);
  }
  if (reasons === '') faults.push('was decided without reasons');
  return faults;
}

/** A clock decides for the sender, only once it has struck; from then on nobody decides against the sender. */
function faultsOfClock({ decideByUs }: AppealRecord, { eventType, data }: StoredEvent): string[] {
  if (eventType === 'enforcement.AppealDefaulted.v1') {
    const early = AppealDefaulted.decode(data).atUs < decideByUs;
    return early ? ['was decided by its clock too early'] : [];
  }
  if (eventType === 'enforcement.AppealDismissed.v1') {
    const late = AppealDismissed.decode(data).atUs >= decideByUs;
    return late ? ['was dismissed after its clock had struck'] : [];
  }
  return [];
}

/** Appeals whose clock struck long before an instant and decided nothing, with the commits that filed them. */
export function overdueAppeals(
  record: CaseRecord,
  asOfUs: bigint,
): { seq: number; text: string }[] {
  return [...record.appeals]
    .filter(([, { isOver, decideByUs }]) => !isOver && decideByUs + CLOCK_GRACE_US < asOfUs)
    .map(([appealId, { seq }]) => ({
      seq,
      text: `appeal ${appealId} was decided by nobody, nor by its clock`,
    }));
}
