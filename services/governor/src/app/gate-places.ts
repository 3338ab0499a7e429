import { gateOf, type LogLayout, partitionOf } from '@hustings/kernel';

/** Organisations whose places are remembered at once; above it they are found again, which takes 2 µs. */
const REMEMBERED_MAX = 10_000;

/** Where an organisation's messages are decided. */
export interface GatePlace {
  partition: number;
  gate: number;
  /** Of the gate among all: `partition.gate`. */
  name: string;
}

/** Finds the gates of organisations, and remembers them: each call asks several times. */
export class GatePlaces {
  readonly #layout: LogLayout;
  readonly #known = new Map<string, GatePlace>();

  constructor(layout: LogLayout) {
    this.#layout = layout;
  }

  of(organisationId: string): GatePlace {
    const known = this.#known.get(organisationId);
    if (known !== undefined) return known;
    const partition = partitionOf(organisationId, this.#layout);
    const gate = gateOf(organisationId, this.#layout);
    const place = { partition: Number(partition), gate, name: `${partition}.${gate}` };
    if (this.#known.size >= REMEMBERED_MAX) this.#known.clear();
    this.#known.set(organisationId, place);
    return place;
  }
}
