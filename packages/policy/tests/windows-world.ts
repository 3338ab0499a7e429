import { readFileSync } from 'node:fs';
import {
  type CompiledWindows,
  compileWindows,
  type Election,
  editionOf,
  type PolicyDocument,
  parsePolicy,
  type WindowState,
  type WindowsSection,
  windowsAt,
} from '../src/index.ts';

export const EDITION = '2026-11-21';
/** Hand-off may follow a release by this much in the example policy. */
export const LEAD_US = 5_000_000;

/** The default policy with other windows; throws what is wrong with it. */
export function policyWith(windows: unknown): PolicyDocument {
  const url = new URL('../../../examples/policies/default.json', import.meta.url);
  const parsed = parsePolicy({ ...JSON.parse(readFileSync(url, 'utf8')), windows });
  if (!parsed.ok)
    throw new Error(parsed.error.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return parsed.value;
}

export function section(changes: Partial<WindowsSection> = {}): WindowsSection {
  return {
    edition: EDITION,
    quietHours: null,
    elections: [],
    confirmedRows: [],
    providerQueueMs: 0,
    ...changes,
  };
}

/** Windows with these rows of the edition; their holidays are known until the end of 2030 and are none. */
export function quiet(apply: string[], changes: Partial<WindowsSection> = {}): CompiledWindows {
  const none = { through: '2030-12-31', dates: [] };
  const holidays = Object.fromEntries(apply.map((row) => [row, none]));
  const quietHours = { apply: [...new Set([...apply, '*'])], own: [], holidays };
  return compiled(section({ quietHours, ...changes }));
}

export function compiled(windows: WindowsSection): CompiledWindows {
  const made = compileWindows(policyWith(windows));
  if (made === undefined) throw new Error('the policy has windows');
  return made;
}

export function election(changes: Partial<Election>): Election {
  return {
    id: 'vote-1',
    jurisdiction: 'ES',
    type: 'general',
    pollingDays: ['2027-05-23'],
    pollOpenLocal: '09:00',
    pollCloseLocal: '20:00',
    timeZones: ['Europe/Madrid'],
    sourceUrl: 'https://example.org/call',
    enteredBy: 'officer-1',
    approvedBy: 'officer-2',
    ...changes,
  };
}

/** Microseconds of an ISO instant with its offset. */
export function us(text: string): number {
  return Date.parse(text) * 1_000;
}

/** What holds, in a word: "OPEN", or the state with its rule. */
export function say(windows: CompiledWindows, place: string, at: string | number): string {
  const found = windowsAt(windows, place, typeof at === 'string' ? us(at) : at);
  return found.state === 'OPEN' ? 'OPEN' : `${found.state} ${found.ruleId}`;
}

/** Maximal stretches of one state between two instants, as ISO instants; the state at the first one comes first. */
export function stretches(
  windows: CompiledWindows,
  place: string,
  [from, to]: [string, string],
): { state: WindowState['state']; from: string }[] {
  const found: { state: WindowState['state']; from: string }[] = [];
  for (let at = us(from); at < us(to); ) {
    const state = windowsAt(windows, place, at);
    if (found.at(-1)?.state !== state.state) {
      found.push({ state: state.state, from: new Date(at / 1_000).toISOString() });
    }
    at = state.untilUs;
  }
  return found;
}

export function edition() {
  const found = editionOf(EDITION);
  if (found === undefined) throw new Error('the edition is known');
  return found;
}
