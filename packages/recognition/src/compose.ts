import type { CompositionData, CompositionRule, WordKind } from './composition-data.ts';
import type { Finding, Reading } from './reading.ts';
import { bitOf, type KindHit, WordKinds } from './word-kinds.ts';

/** Lexicons and rules, made ready for one spelling of the text. */
export interface Compositions {
  kinds: WordKinds;
  rules: readonly { rule: CompositionRule; needs: readonly number[] }[];
  orderFree: ReadonlySet<string>;
}

/** Words between the parts of a rule and what has to stand near them, at most. */
const NEAR_WORDS = 6;
/** Words before the first part in which a negation turns it into its opposite. */
const REVERSING_WORDS = 2;

/** Makes lexicons and rules ready for one spelling of the text. */
export function compileCompositions(
  data: CompositionData,
  spell: (text: string) => string,
): Compositions {
  return {
    kinds: new WordKinds(data, spell),
    rules: data.rules.map((rule) => ({
      rule,
      needs: [...rule.parts, ...rule.near].map((kinds) =>
        kinds.reduce((bits, kind) => bits | bitOf(kind), 0),
      ),
    })),
    orderFree: new Set(data.order_free),
  };
}

/**
 * T7: nobody put these words in as a phrase, but their kinds together ask to stop. All parts are of one language. A short message is a
 * clear request, a longer one a doubt; of the rules that hold, a clear one goes before a doubtful one.
 */
export function findComposed(given: Reading): Finding | null {
  const { languages } = given;
  const { kinds, rules, orderFree } = given.tables.compositions;
  const reading = kinds.read(given);
  if (reading === null) return null;
  let doubt: Finding | null = null;
  for (const [language, found] of reading.byLanguage) {
    for (const { rule, needs } of rules) {
      if (reading.words > rule.doubt_words || !needs.every((bits) => (found.kinds & bits) !== 0))
        continue;
      if (!holds(rule, found.hits, orderFree.has(language))) continue;
      const ruleId = `composed:${language}:${rule.id}`;
      if (reading.words <= rule.clear_words) {
        return { verdict: 'OPT_OUT', tier: 'T7', ruleId, language };
      }
      if (doubt === null || (!languages.includes(doubt.language) && languages.includes(language))) {
        doubt = { verdict: 'PROVISIONAL', tier: 'T7', ruleId, language };
      }
    }
  }
  return doubt;
}

function holds(rule: CompositionRule, hits: readonly KindHit[], anyOrder: boolean): boolean {
  return chainsOf(rule, hits, anyOrder || rule.any_order).some(
    (chain) =>
      rule.near.every((kinds) => hits.some((hit) => fits(kinds, hit, chain))) &&
      !isReversed(rule, hits, chain),
  );
}

/** Every choice of hits for the parts of a rule, each within the gap of the one before. */
function chainsOf(
  { parts, gap }: CompositionRule,
  hits: readonly KindHit[],
  anyOrder: boolean,
): KindHit[][] {
  const [first = [], second] = parts;
  const heads = hits.filter(({ kind }) => first.includes(kind));
  if (second === undefined) return heads.map((head) => [head]);
  const tails = hits.filter(({ kind }) => second.includes(kind));
  return heads.flatMap((head) =>
    tails
      .filter(
        (tail) =>
          isWithin(tail.start - head.end, gap) ||
          (anyOrder && isWithin(head.start - tail.end, gap)),
      )
      .map((tail) => [head, tail]),
  );
}

function isWithin(words: number, gap: number): boolean {
  return words >= 0 && words <= gap;
}

function fits(kinds: readonly WordKind[], hit: KindHit, chain: readonly KindHit[]): boolean {
  return kinds.includes(hit.kind) && chain.some((part) => distance(part, hit) <= NEAR_WORDS);
}

function isReversed(
  { not_before: before, not_between: between, not_in: within }: CompositionRule,
  hits: readonly KindHit[],
  chain: readonly KindHit[],
): boolean {
  const [head, tail] = chain;
  if (head === undefined) return false;
  return hits.some(
    (hit) =>
      (before.includes(hit.kind) &&
        !chain.includes(hit) &&
        distance(head, hit) <= REVERSING_WORDS) ||
      (within.includes(hit.kind) && hit.start <= head.start && hit.end >= head.end) ||
      (tail !== undefined && between.includes(hit.kind) && standsBetween(hit, head, tail)),
  );
}

function standsBetween(hit: KindHit, head: KindHit, tail: KindHit): boolean {
  const start = Math.min(head.start, tail.start);
  const end = Math.max(head.end, tail.end);
  return hit.start >= start && hit.end <= end;
}

/** Words between two hits; 0 when they touch or overlap. */
function distance(a: KindHit, b: KindHit): number {
  return Math.max(0, a.start - b.end, b.start - a.end);
}
