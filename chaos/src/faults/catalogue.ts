import type { Fault } from './fault.ts';
import { LINK_FAULTS } from './link-faults.ts';
import { PROCESS_FAULTS } from './process-faults.ts';

/** Everything that is done to the system. */
export const FAULTS: readonly Fault[] = [...PROCESS_FAULTS, ...LINK_FAULTS];

/** Those of these names, or whose name begins with one of them; all when none is given. Throws for an unknown one. */
export function chooseFaults(only: readonly string[]): Fault[] {
  const matches = (fault: Fault, name: string): boolean =>
    fault.name === name || fault.name.startsWith(`${name}-`);
  const unknown = only.find((name) => !FAULTS.some((fault) => matches(fault, name)));
  if (unknown !== undefined) {
    const known = FAULTS.map(({ name }) => name).join(', ');
    throw new Error(`there is no fault "${unknown}"; there are: ${known}`);
  }
  return FAULTS.filter((fault) => only.length === 0 || only.some((name) => matches(fault, name)));
}
