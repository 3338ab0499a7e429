import { err, ok, type Result } from '@hustings/kernel';
import type { CaseFile } from '../state.ts';
import type { AppealRejection } from './commands.ts';
import type { Appeal } from './state.ts';

/** An appeal that waits for its decision. */
export function openAppealById(file: CaseFile, appealId: string): Result<Appeal, AppealRejection> {
  const appeal = file.appeals.find((item) => item.appealId === appealId);
  if (!appeal) return err({ reason: 'APPEAL_UNKNOWN' });
  if (appeal.outcome !== 'OPEN') return err({ reason: 'APPEAL_ALREADY_DECIDED' });
  return ok(appeal);
}
