import type { Decision } from '@hustings/contracts/governor';
import type { CompiledPolicy } from './compiled-limit.ts';
import type { Sanction } from './fact.ts';
import type { LanePlaces } from './lane-places.ts';
import type { FirstAnswer, InstantUs } from './types.ts';

/** A message that was accepted and whose end is not known yet. */
export interface PendingMessage {
  /** The admission as it was recorded: all that a release needs to say. */
  admission: Decision;
  admittedAtUs: InstantUs;
  /** Releases so far. */
  releases: number;
  /** True while it stands in its lane, false while a release of it is out. */
  queued: boolean;
  /** Order that named it for cancellation, '' when none did. */
  cancelledBy: string;
}

/** Permits spent at one instant. */
export interface Spend {
  atUs: InstantUs;
  permits: number;
}

/** An accepted idempotency key. */
export interface BoundKey {
  requestHash: Uint8Array;
  decidedAtUs: InstantUs;
  first: FirstAnswer;
}

/**
 * All that a gate's decisions depend on: a function of the facts and decisions applied, each kind in log order. Changed
 * in place; facts and decisions may interleave in any way that keeps causes before effects.
 */
export interface GateState {
  /** Last message of the gate's subject that was applied. */
  gateSeq: number;
  /** Last fact that was applied. */
  factSeq: number;
  /** Last recorded call. */
  call: number;
  /** Last recorded decision. */
  number: number;
  /** Latest instant of a decision: time never runs backwards. */
  nowUs: InstantUs;
  /** See `registryFields`. */
  registry: Map<string, string>;
  /** By "<subject kind>:<subject id>". */
  sanctions: Map<string, Sanction[]>;
  /** Recipient → scopes: "o", "c:<campaign>", "s:<sender>". */
  optOuts: Map<string, Set<string>>;
  /** Recipient → latest reply. */
  replied: Map<string, InstantUs>;
  policies: CompiledPolicy[];
  /** By "<organisation>|<key>". */
  boundKeys: Map<string, BoundKey>;
  messages: Map<string, PendingMessage>;
  /** By sender, then by name of the lane; see `laneKey`. */
  lanes: Map<string, Map<string, LanePlaces>>;
  /** Windows: "<scope>:<subject>|<limit>" → spends, oldest first. */
  windows: Map<string, Spend[]>;
  /** Buckets and pairs: the instant at which the bucket is full again (theoretical arrival time). */
  levels: Map<string, InstantUs>;
  /** Unique recipients: "<organisation>|<limit>" → recipient → last counted release, oldest first. */
  reached: Map<string, Map<string, InstantUs>>;
  /** Unanswered: "<scope>|<subject>|<recipient>|<limit>" → instants of the last releases, oldest first. */
  unanswered: Map<string, InstantUs[]>;
}

export function initialGateState(): GateState {
  return {
    gateSeq: 0,
    factSeq: 0,
    call: 0,
    number: 0,
    nowUs: 0,
    registry: new Map(),
    sanctions: new Map(),
    optOuts: new Map(),
    replied: new Map(),
    policies: [],
    boundKeys: new Map(),
    messages: new Map(),
    lanes: new Map(),
    windows: new Map(),
    levels: new Map(),
    reached: new Map(),
    unanswered: new Map(),
  };
}
