import { performance } from 'node:perf_hooks';
import type { Fact } from '@hustings/policy';
import { type CompiledWindows, compileWindows, type InstantUs, windowsAt } from '@hustings/policy';
import type { WindowLookup } from './encode-items.ts';

/** Policies whose windows are kept: those that were heard of last; more than a gate keeps. */
const MAX_POLICIES = 64;
/** As the scripts name them. */
export const WINDOW_STATES = { OPEN: 1, QUIET: 2, SILENT: 3 } as const;
/** Four doubles, the state and the length of its rule, before the rules. */
const HEAD_BYTES = 34;

/** The policy and the instant for which windows are wanted. */
export interface WindowMoment {
  /** '' = no policy with windows is known to be in force. */
  policyHash: string;
  nowUs: InstantUs;
}

/**
 * The windows of the policies that were applied, and a guess of what the store will ask for. A wrong guess costs a round trip
 * and nothing else: the script decides by its own clock and policy, and rejects windows of any other.
 */
export class WindowBook {
  readonly #windows = new Map<string, CompiledWindows | undefined>();
  #last: WindowMoment & { atMs: number } = { policyHash: '', nowUs: 0, atMs: 0 };

  /** Takes the policies among facts. */
  learn(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.type !== 'PolicyActivated' || this.#windows.has(fact.hash)) continue;
      this.#windows.set(fact.hash, compileWindows(fact.policy));
      const [oldest] = this.#windows.keys();
      if (this.#windows.size > MAX_POLICIES && oldest !== undefined) this.#windows.delete(oldest);
    }
  }

  knows(policyHash: string): boolean {
    return this.#windows.has(policyHash);
  }

  /** The windows of a policy; undefined where every hour is open. */
  windowsOf(policyHash: string): CompiledWindows | undefined {
    return this.#windows.get(policyHash);
  }

  /** When a place opens that is in quiet hours; the instant itself when it is not. */
  openingAt(policyHash: string, place: string, nowUs: InstantUs): InstantUs {
    const windows = this.#windows.get(policyHash);
    const state = windows && windowsAt(windows, place, nowUs);
    return state?.state === 'QUIET' ? state.opensAtUs : nowUs;
  }

  /** What the store said last, and when. */
  note(moment: WindowMoment): void {
    this.#last = { ...moment, atMs: performance.now() };
  }

  /** What the store will probably ask for. */
  guess(): WindowMoment {
    const { policyHash, nowUs, atMs } = this.#last;
    return { policyHash, nowUs: nowUs + Math.round((performance.now() - atMs) * 1_000) };
  }

  /** Packed windows by place. Throws for a policy that was never applied here: then a rebuild applies it. */
  at({ policyHash, nowUs }: WindowMoment): WindowLookup {
    if (policyHash === '') return () => '';
    if (!this.#windows.has(policyHash)) throw new Error(`policy ${policyHash} is not known here`);
    const windows = this.#windows.get(policyHash);
    return windows === undefined ? () => '' : (place) => pack(windows, place, nowUs);
  }
}

/** As `place_window.lua` reads it. */
function pack(windows: CompiledWindows, place: string, nowUs: InstantUs): Buffer {
  const state = windowsAt(windows, place, nowUs);
  const rule = state.state === 'OPEN' ? state.warning : state.ruleId;
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeDoubleLE(state.fromUs, 0);
  head.writeDoubleLE(state.untilUs, 8);
  if (state.state === 'QUIET') head.writeDoubleLE(state.opensAtUs, 16);
  if (state.state === 'SILENT') head.writeDoubleLE(state.endsAtUs, 16);
  head.writeDoubleLE(state.passed?.endedAtUs ?? 0, 24);
  head.writeUInt8(WINDOW_STATES[state.state], 32);
  head.writeUInt8(Buffer.byteLength(rule), 33);
  return Buffer.concat([head, Buffer.from(rule + (state.passed?.ruleId ?? ''))]);
}
