import { AssertionFailed, assert } from '@hustings/kernel';

/** How a bigint stands in JSON, which has no integers beyond 2^53. */
const BIGINT_KEY = '$bigint';

/**
 * JSON with sorted keys and no spaces, so that equal states have equal bytes. Takes plain data: null, booleans, finite
 * numbers, strings, bigints, arrays, objects; a field that is undefined is absent. Throws `AssertionFailed` for the rest.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return `{"${BIGINT_KEY}":"${value}"}`;
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    assert(Number.isFinite(value), `no number for JSON: ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return canonicalArray(value);
  if (isPlainObject(value)) return canonicalObject(value);
  throw new AssertionFailed(`no plain data: ${Object.prototype.toString.call(value)}`);
}

/** Reads what `canonicalJson` wrote. */
export function parseCanonicalJson(text: string): unknown {
  // Asking about every value costs five times the parsing; only few states hold bigints.
  if (!text.includes(BIGINT_KEY)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown) => {
    if (!isPlainObject(value) || !(BIGINT_KEY in value)) return value;
    return BigInt(String(value[BIGINT_KEY]));
  });
}

/** The platform's own encoding says the same of a list of texts, and a state may hold thousands of them. */
function canonicalArray(value: readonly unknown[]): string {
  if (value.every((item) => typeof item === 'string')) return JSON.stringify(value);
  return `[${value.map(canonicalJson).join(',')}]`;
}

function canonicalObject(value: Record<string, unknown>): string {
  assert(!(BIGINT_KEY in value), `a field is called ${BIGINT_KEY}`);
  const fields = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${fields.join(',')}}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
