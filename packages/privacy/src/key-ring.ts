import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { assert } from '@hustings/kernel';

/** One master key alone: version 1, for everything. */
const ONE_KEY = /^[0-9a-fA-F]{64}$/;

/** "1:<hex>" or, for the one whose pseudonyms are in use, "2*:<hex>". */
const VERSIONED_KEY = /^([1-9]\d{0,3})(\*?):([0-9a-fA-F]{64})$/;

const KEY_BYTES = 32;

/** The master keys of a deployment by version, oldest first. */
export interface KeyRing {
  versions: readonly number[];
  /** Keys of recipients are wrapped with it: the newest. */
  wrapping: number;
  /** People are known under the pseudonyms of this version: the marked one, else the oldest. */
  pseudonyms: number;
  /** A key for one purpose, from the master key of a version. */
  derive(version: number, purpose: string): KeyObject;
}

/** True for 64 hex digits, and for a list such as "1*:<64 hex digits>,2:<64 hex digits>" with at most one mark. */
export function isKeyRing(text: string): boolean {
  return readKeys(text) !== null;
}

/** Reads a master key, or a list of them; see `isKeyRing`. */
export function openKeyRing(text: string): KeyRing {
  const keys = readKeys(text);
  assert(keys !== null, 'a master key is 64 hex digits, or a list such as 1*:<hex>,2:<hex>');
  const masters = new Map(keys.map(({ version, hex }) => [version, createSecretKey(hex, 'hex')]));
  const versions = [...masters.keys()].toSorted((left, right) => left - right);
  const [oldest = 1] = versions;
  return {
    versions,
    wrapping: versions.at(-1) ?? oldest,
    pseudonyms: keys.find(({ marked }) => marked)?.version ?? oldest,
    derive(version, purpose) {
      const master = masters.get(version);
      assert(master !== undefined, `there is no master key ${version}`);
      return createSecretKey(Buffer.from(hkdfSync('sha256', master, '', purpose, KEY_BYTES)));
    },
  };
}

interface ReadKey {
  version: number;
  marked: boolean;
  hex: string;
}

function readKeys(text: string): ReadKey[] | null {
  if (ONE_KEY.test(text)) return [{ version: 1, marked: true, hex: text }];
  const found = text.split(',').map((part) => VERSIONED_KEY.exec(part.trim()));
  const keys = found.flatMap((match) =>
    match === null
      ? []
      : [{ version: Number(match[1]), marked: match[2] === '*', hex: String(match[3]) }],
  );
  const distinct = new Set(keys.map(({ version }) => version)).size;
  const sound = keys.length === found.length && distinct === keys.length;
  return sound && keys.filter(({ marked }) => marked).length <= 1 ? keys : null;
}
