const SLOT_BITS = 20;
const SLOT_MASK = 2 ** SLOT_BITS - 1;
const GENERATION = 2 ** SLOT_BITS;
/** So many slots are used in turn from the beginning, so that a number comes back after some four million others at the earliest. */
const FIRST_SLOTS = 1_024;
const NONE = 0xffff_ffff;

/** The place of a number in the table that gave it. */
export function slotOf(number: number): number {
  return number & SLOT_MASK;
}

/**
 * Holds what comes and goes fast, under numbers that it gives: unsigned, 32 bits, of which 20 are a slot. At most a million at once.
 *
 * No `Map`: one that changes all the time is copied into a new table again and again, and V8 lets each old table point to the next.
 * Once one of them has come to lie with old objects, no collection of young ones frees any later table, nor anything that stood in
 * it: whole calls outlived themselves, and each collection copied them (docs/decisions/0096).
 */
export class NumberedTable<Value> {
  #values: (Value | undefined)[] = [];
  /** The number that each slot has, or had last. */
  #numbers = new Uint32Array(0);
  /** Free slots are a queue: each points to the one that is used after it. */
  #next = new Uint32Array(0);
  #first = NONE;
  #last = NONE;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Makes a value under a number of its own. */
  add(make: (number: number) => Value): Value {
    if (this.#first === NONE) this.#grow();
    const slot = this.#first;
    this.#first = this.#next[slot] ?? NONE;
    if (this.#first === NONE) this.#last = NONE;
    const number = ((this.#numbers[slot] ?? 0) + GENERATION) >>> 0;
    this.#numbers[slot] = number;
    const value = make(number);
    this.#values[slot] = value;
    this.#size += 1;
    return value;
  }

  get(number: number): Value | undefined {
    const slot = slotOf(number);
    return this.#numbers[slot] === number ? this.#values[slot] : undefined;
  }

  /** False when there is none of this number. */
  delete(number: number): boolean {
    const slot = slotOf(number);
    if (this.#numbers[slot] !== number || this.#values[slot] === undefined) return false;
    this.#values[slot] = undefined;
    this.#size -= 1;
    this.#free(slot);
    return true;
  }

  /** All that it holds, in no particular order. */
  *values(): Generator<Value> {
    for (const value of this.#values) if (value !== undefined) yield value;
  }

  #free(slot: number): void {
    this.#next[slot] = NONE;
    if (this.#last === NONE) this.#first = slot;
    else this.#next[this.#last] = slot;
    this.#last = slot;
  }

  #grow(): void {
    const before = this.#numbers.length;
    const after = Math.max(FIRST_SLOTS, before * 2);
    if (after > GENERATION) throw new RangeError(`more than ${GENERATION} at once`);
    this.#numbers = grown(this.#numbers, after);
    this.#next = grown(this.#next, after);
    for (let slot = before; slot < after; slot++) {
      this.#values.push(undefined);
      this.#numbers[slot] = slot;
      this.#free(slot);
    }
  }
}

/** Holds what another thread's table has numbered, in the same slots. */
export class NumberedMirror<Value extends { readonly number: number }> {
  readonly #values: (Value | undefined)[] = [];

  get(number: number): Value | undefined {
    const value = this.#values[slotOf(number)];
    return value?.number === number ? value : undefined;
  }

  set(value: Value): void {
    const slot = slotOf(value.number);
    while (this.#values.length <= slot) this.#values.push(undefined);
    this.#values[slot] = value;
  }

  delete(number: number): void {
    if (this.get(number) !== undefined) this.#values[slotOf(number)] = undefined;
  }
}

function grown(from: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(length);
  to.set(from);
  return to;
}
