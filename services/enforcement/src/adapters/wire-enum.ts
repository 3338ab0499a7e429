import { assert } from '@hustings/kernel';

/** Both directions between the names of the domain and the numbers of a contract. */
export interface WireEnum<Name extends string, Number extends number> {
  toWire(name: Name): Number;
  /** Throws on a number that the domain does not know: such an entry is quarantined. */
  fromWire(number: number): Name;
  /** The same for what a caller wrote: null for a number that means nothing. */
  find(number: number): Name | null;
}

/** An enum whose values are named in a table. */
export function wireEnum<Name extends string, Number extends number>(
  table: Readonly<Record<Name, Number>>,
  what: string,
): WireEnum<Name, Number> {
  const names = new Map<number, Name>(
    Object.entries(table).map(([name, number]) => [number as Number, name as Name]),
  );
  return {
    toWire: (name) => table[name],
    fromWire(number) {
      const name = names.get(number);
      assert(name !== undefined, `${number} is no ${what} of this version`);
      return name;
    },
    find: (number) => names.get(number) ?? null,
  };
}
