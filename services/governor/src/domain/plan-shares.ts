import { divideGates } from './divide-gates.ts';

/** A governor that is there. */
export interface LiveMember {
  id: string;
  draining: boolean;
}

/** What one governor does next about the gates. */
export interface SharePlan {
  /** Gates that nobody serves and that fall to us. */
  claim: string[];
  /** Gates of ours that somebody else should serve, with whom: to be closed here, then handed over. */
  give: Map<string, string>;
}

/** Compares who serves what with who should, as one of the members sees it. */
export function planShares(view: {
  self: string;
  gates: readonly string[];
  /** Ourselves included. */
  live: readonly LiveMember[];
  table: Readonly<Record<string, string>>;
}): SharePlan {
  const { self, gates, live, table } = view;
  const willing = live.filter(({ draining }) => !draining).map(({ id }) => id);
  const present = new Set(live.map(({ id }) => id));
  const wanted = divideGates(gates, willing);
  const claim: string[] = [];
  const give = new Map<string, string>();
  for (const [gate, owner] of wanted) {
    const now = table[gate];
    if (now === self && owner !== self) give.set(gate, owner);
    if (owner === self && (now === undefined || !present.has(now))) claim.push(gate);
  }
  return { claim, give };
}
