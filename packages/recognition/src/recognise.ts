import { findComposed } from './compose.ts';
import { recogniseEmoji } from './emoji.ts';
import { foldLookAlikes, mayHoldLookAlikes } from './look-alikes.ts';
import { recogniseMisspelling } from './misspelling.ts';
import { collapseDoubles, normaliseText } from './normalise.ts';
import { entryRule, type Finding, keywordOf, type Reading, stopBy } from './reading.ts';
import {
  type Entry,
  type Keyword,
  type RecognitionRules,
  type Tables,
  UNIVERSAL_START,
} from './rules.ts';
import { overlaps } from './word-sequences.ts';

/** What a reply asks for, and how far an opt-out reaches. */
export interface Recognition extends Finding {
  scope: 'ORGANISATION' | 'ALL_POLITICAL';
}

const NOTHING: Finding = { verdict: 'NONE', tier: 'T6', ruleId: '', language: '' };

/** A longer message is no keyword with filler; the phrases decide. */
const MAX_FILLER_WORDS = 16;

/** True when the rule that matched says that the writer is not the person meant. */
export function meansWrongNumber({ ruleId }: Finding, { wrongNumber }: RecognitionRules): boolean {
  return wrongNumber.has(ruleId.split(':').slice(2).join(':'));
}

/**
 * What a reply asks for, by the tiers of the keyword file. Precedence: opt-out, provisional, help, start. Deterministic;
 * bounded work for texts of any length and any content. `languages` are ISO 639 codes.
 */
export function recognise(
  text: string,
  languages: readonly string[],
  rules: RecognitionRules,
): Recognition {
  const emoji = recogniseEmoji(text, rules);
  if (emoji !== null) return { ...emoji, scope: 'ORGANISATION' };
  const plain = readText(text, languages, rules.plain);
  const found = judge(plain, text);
  if (found.verdict !== 'NONE' || !mayHoldLookAlikes(text)) return withScope(found, plain);
  const latin = foldLookAlikes(text);
  const latinised = readText(latin, languages, rules.latinised);
  return withScope(judge(latinised, latin), latinised);
}

function readText(text: string, languages: readonly string[], tables: Tables): Reading {
  const normalised = normaliseText(text);
  return { text: normalised, words: normalised.split(' '), languages, tables };
}

function judge(reading: Reading, original: string): Finding {
  if (reading.text === '') return NOTHING;
  return (
    findExact(reading) ??
    findWithFiller(reading) ??
    findPhrase(reading) ??
    recogniseMisspelling(reading, original) ??
    findComposed(reading) ??
    findCore(reading) ??
    findHelpOrStart(reading) ??
    NOTHING
  );
}

/** T1: the whole message is one keyword, as written or with doubled letters reduced to one. */
function findExact(reading: Reading): Finding | null {
  if (reading.text.length > reading.tables.keywordMaxChars) return null;
  const keyword = keywordOf(reading, reading.text) ?? keywordOf(reading, reduced(reading));
  return keyword === null ? null : stopBy({ kind: 'exact', tier: 'T1', entry: keyword }, reading);
}

function reduced({ text, tables }: Reading): string {
  return tables.notTypos.has(text) ? text : collapseDoubles(text);
}

/** T2: once filler is gone, the rest is one keyword, perhaps repeated. Beside a start word it is only provisional. */
function findWithFiller(reading: Reading): Finding | null {
  const { tables } = reading;
  const rest = dropFiller(reading);
  const keyword =
    repeatedKeyword(reading, rest) ??
    repeatedKeyword(
      reading,
      rest.filter((word) => !tables.help.has(word)),
    );
  if (keyword !== null) return stopBy({ kind: 'filler', tier: 'T2', entry: keyword }, reading);
  const withoutStart = rest.filter((word) => !tables.start.has(word));
  const contradicted = repeatedKeyword(reading, withoutStart);
  if (contradicted === null) return null;
  return {
    ...stopBy({ kind: 'stop-and-start', tier: 'T5', entry: contradicted }, reading),
    verdict: 'PROVISIONAL',
  };
}

function dropFiller({ words, tables }: Reading): string[] {
  if (words.length > MAX_FILLER_WORDS) return [];
  const rest: string[] = [];
  for (let i = 0; i < words.length; ) {
    const scope = tables.scopeWords.at(words, i);
    const filler = scope ?? tables.fillers.at(words, i);
    if (typeof scope?.value === 'string') rest.push(scope.value);
    else if (filler === null) rest.push(words[i] ?? '');
    const next = filler?.end ?? i + 1;
    // "stop all" and "all parties" share a word in "stop all parties".
    i = next - i > 1 && tables.scopeWords.at(words, next - 1) !== null ? next - 1 : next;
  }
  return rest;
}

function repeatedKeyword(reading: Reading, rest: string[]): Keyword | null {
  if (rest.length === 0) return null;
  const whole = keywordOf(reading, rest.join(' '));
  if (whole !== null) return whole;
  for (let size = 1; size <= rest.length / 2; size++) {
    if (rest.length % size !== 0 || !rest.every((word, i) => word === rest[i % size])) continue;
    const unit = keywordOf(reading, rest.slice(0, size).join(' '));
    if (unit !== null && !unit.wholeOnly) return unit;
  }
  return null;
}

/**
 * T3: a phrase, unless a guard shows that the words mean something else. A guard that touches the phrase silences it; one
 * elsewhere in the text, or the length of the text, leaves a doubt, and doubt suppresses.
 */
function findPhrase(reading: Reading): Finding | null {
  const phrases = reading.tables.phrases.findAll(reading.words);
  if (phrases.length === 0) return null;
  const guards = reading.tables.guards.findAll(reading.words);
  const free = phrases.find((phrase) => !guards.some((guard) => overlaps(guard, phrase)));
  if (free === undefined) return null;
  const finding = stopBy({ kind: 'phrase', tier: 'T3', entry: free.value }, reading);
  const isClear = guards.length === 0 && reading.words.length <= reading.tables.phraseMaxWords;
  return isClear ? finding : { ...finding, verdict: 'PROVISIONAL', tier: 'T5' };
}

/** T5: a core keyword somewhere in a sentence that no guard explains. */
function findCore({ words, tables }: Reading): Finding | null {
  const cores = tables.core.findAll(words);
  if (cores.length === 0) return null;
  const guards = tables.guards.findAll(words);
  const free = cores.find((core) => !guards.some((guard) => overlaps(guard, core)));
  if (free === undefined) return null;
  return { verdict: 'PROVISIONAL', tier: 'T5', ruleId: `core:${free.value}`, language: '' };
}

function findHelpOrStart(reading: Reading): Finding | null {
  const { text, tables } = reading;
  const help = tables.help.get(text) ?? tables.help.get(dropFiller(reading).join(' '));
  if (help !== undefined) return { ...entryRule('help', reading, help), verdict: 'HELP', tier: '' };
  const start = tables.start.get(text);
  if (start !== undefined && startCounts(reading, start)) {
    return { ...entryRule('start', reading, start), verdict: 'START', tier: '' };
  }
  const yes = tables.consent.get(text);
  if (yes === undefined) return null;
  return { ...entryRule('consent', reading, yes), verdict: 'CONTEXT_START', tier: '' };
}

function startCounts({ text, languages }: Reading, start: Entry): boolean {
  return UNIVERSAL_START.has(text) || start.languages.some((code) => languages.includes(code));
}

/** Scope words widen a clear opt-out; what is only provisional reaches no further than whom it answered. */
function withScope(finding: Finding, { words, tables }: Reading): Recognition {
  const wide = finding.verdict === 'OPT_OUT' && tables.scopeWords.findAll(words).length > 0;
  return { ...finding, scope: wide ? 'ALL_POLITICAL' : 'ORGANISATION' };
}
