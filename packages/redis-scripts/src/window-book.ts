import { performance } from 'node:perf_hooks';
import type { Fact } from '@hustings/policy';
import { type CompiledWindows, compileWindows, type InstantUs, windowsAt } from '@hustings/policy';
import type { WindowLookup } from './encode-items.ts';

/** Policies whose windows are kept: those that were heard of last; more than a gate keeps. */
const MAX_POLICIES = 64;
/** As the scripts name them. */
export const WINDOW_STATES = { OPEN: 1, QUIET: 2, SILENT: 3 } as const;
/** Three doubles and the state, before the rule. */
const HEAD_BYTES = 25;

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
  head.writeUInt8(WINDOW_STATES[state.state], 24);
  return Buffer.concat([head, Buffer.from(rule)]);
}
