import type { CaseState, LiveSanction } from '../state.ts';

/** A sanction as it binds the subject at an instant, or null: it has not begun, has ended, or was never imposed. */
export function liveSanctionOf(
  state: CaseState,
  sanctionId: string,
  nowUs: number,
): LiveSanction | null {
  if (state.status === 'NONE') return null;
  const live = state.file.live.find((each) => each.sanctionId === sanctionId);
  return live && nowUs < (live.endsAtUs ?? Infinity) ? live : null;
}
