import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compileRules, readKeywordFile, recognise } from '@hustings/recognition';
import { rounded } from './statistics.ts';
import { runProgram } from './usage.ts';

const USAGE = `npm run recognition-report -- [options]   how recognition fares on texts that its rules were not written from

  --texts FOLDER   JSON-lines files with id, text, lang and label; HUSTINGS_TEXT_CORPORA unless given. Messages
                   labelled "ham" or "political" ask for nothing: each that is taken for an opt-out is named by its id
  --show-texts     prints the texts beside the ids, to a terminal only
  --json FILE      writes the figures, without texts
`;

/**
 * Requests to stop, written by machine. Sets 1 and 2 by authors without sight of the rules: what was missed of set 1 has led to new
 * phrases. Set 3 was written by the author of the lexicons, before these: its open half may be looked at, its sealed half is only counted.
 */
const REQUESTS = new URL('../data/opt-out-requests.jsonl', import.meta.url);
/** Political replies in the same words that ask for something else, in the same halves. */
const REPLIES = new URL('../data/ordinary-replies.jsonl', import.meta.url);
/** The labels of messages that ask for nothing. */
const ORDINARY = new Set(['ham', 'political']);
/** One line of a corpus. */
interface Message {
  id: string;
  text: string;
  lang: string;
  label?: string;
}

interface Request extends Message {
  set: number;
}

/** A message that recognition takes for a request. */
interface Hit extends Message {
  verdict: 'OPT_OUT' | 'PROVISIONAL';
  ruleId: string;
}

/** What recognition made of one set of ordinary messages. */
interface SetResult {
  set: string;
  messages: number;
  optOut: number;
  provisional: number;
  /** Processor time of one recognition, and the mean length of a text. */
  usPerMessage: number;
  charsPerMessage: number;
}

/** What it made of requests in one language. */
interface RecallResult {
  requests: number;
  optOut: number;
  provisional: number;
  /** Ids of those that it did not see. */
  missed: string[];
}

const rules = compileRules(readKeywordFile());

function readMessages(path: string | URL): Message[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Message);
}

function hitOf(message: Message): Hit | null {
  const { verdict, ruleId } = recognise(message.text, [message.lang], rules);
  const isHit = verdict === 'OPT_OUT' || verdict === 'PROVISIONAL';
  return isHit ? { ...message, verdict, ruleId } : null;
}

function measureSet(set: string, messages: readonly Message[]): { result: SetResult; hits: Hit[] } {
  const before = process.cpuUsage();
  const hits = messages.map(hitOf).filter((hit) => hit !== null);
  const { user, system } = process.cpuUsage(before);
  const chars = messages.reduce((sum, { text }) => sum + text.length, 0);
  const per = (value: number): number => rounded(value / Math.max(1, messages.length));
  return {
    hits,
    result: {
      set,
      messages: messages.length,
      optOut: hits.filter(({ verdict }) => verdict === 'OPT_OUT').length,
      provisional: hits.filter(({ verdict }) => verdict === 'PROVISIONAL').length,
      usPerMessage: per(user + system),
      charsPerMessage: per(chars),
    },
  };
}

/** "3 open" or "3 sealed", by a hash of the id; other sets have no halves. */
function partOf({ id, set }: Request): string {
  if (set !== 3) return String(set);
  return (createHash('sha256').update(id).digest()[0] ?? 0) % 2 === 0 ? '3 open' : '3 sealed';
}

/** By what `key` says. Ids of a sealed half are not named. */
function measureRecall(file: URL, key: (request: Request) => string): Record<string, RecallResult> {
  const groups = Map.groupBy(readMessages(file) as Request[], key);
  return Object.fromEntries(
    [...groups].map(([lang, requests]) => {
      const hits = requests.map(hitOf).filter((hit) => hit !== null);
      const found = new Set(hits.map(({ id }) => id));
      const optOut = hits.filter(({ verdict }) => verdict === 'OPT_OUT').length;
      const missed = requests
        .filter((each) => !found.has(each.id) && partOf(each) !== '3 sealed')
        .map(({ id }) => id);
      const counts = { requests: requests.length, optOut, provisional: hits.length - optOut };
      return [lang, { ...counts, missed }];
    }),
  );
}

/** The corpora of a folder, ordinary messages only; none when there is no such folder. */
function corporaOf(folder: string): { set: string; messages: Message[] }[] {
  if (folder === '' || !existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => ({
      set: name.slice(0, -'.jsonl'.length),
      messages: readMessages(join(folder, name)).filter(({ label = '' }) => ORDINARY.has(label)),
    }))
    .filter(({ messages }) => messages.length > 0);
}

function main(): void {
  const { values } = parseArgs({
    options: {
      texts: { type: 'string', default: process.env.HUSTINGS_TEXT_CORPORA ?? '' },
      'show-texts': { type: 'boolean' },
      json: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const recall = measureRecall(REQUESTS, (each) => `${partOf(each)} ${each.lang}`);
  const bySet = measureRecall(REQUESTS, partOf);
  const replies = measureRecall(REPLIES, partOf);
  const corpora = corporaOf(values.texts);
  // A service that runs has compiled its code: so has this before the clock starts.
  for (const { messages } of corpora) for (const message of messages) hitOf(message);
  const sets = corpora.map(({ set, messages }) => measureSet(set, messages));
  process.stdout.write(`data ${rules.version}\n`);
  printRecall('requests by set and language: clear, doubtful, of all', recall);
  printCounts('requests by set: clear, doubtful, of all', bySet);
  printCounts('replies that ask for something else: clear, doubtful, of all', replies);
  if (sets.length === 0) {
    process.stdout.write('no ordinary messages were read: name a folder of them with --texts\n');
  }
  const showsTexts = values['show-texts'] === true && process.stdout.isTTY;
  for (const each of sets) printSet(each, showsTexts);
  printTotal(sets.map(({ result }) => result));
  const report = {
    dataVersion: rules.version,
    recall,
    replies,
    sets: sets.map(({ result, hits }) => ({
      ...result,
      hits: hits.map(({ id, lang, verdict, ruleId }) => ({ id, lang, verdict, ruleId })),
    })),
  };
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report)}\n`);
}

function printRecall(title: string, recall: Record<string, RecallResult>): void {
  process.stdout.write(`${title}\n`);
  for (const [key, { requests, optOut, provisional, missed }] of Object.entries(recall)) {
    process.stdout.write(
      `  ${key} ${optOut} ${provisional} ${requests}  ${missed.length > 0 ? `missed ${missed.join(' ')}` : ''}\n`,
    );
  }
}

function printCounts(title: string, recall: Record<string, RecallResult>): void {
  process.stdout.write(`${title}\n`);
  for (const [key, { requests, optOut, provisional }] of Object.entries(recall)) {
    process.stdout.write(`  ${key}  ${optOut} ${provisional} ${requests}\n`);
  }
}

function printSet({ result, hits }: { result: SetResult; hits: Hit[] }, showsTexts: boolean): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  for (const { id, lang, verdict, ruleId, text } of hits) {
    process.stdout.write(
      `  ${verdict} ${id} ${lang} ${ruleId}${showsTexts ? ` ${JSON.stringify(text)}` : ''}\n`,
    );
  }
}

function printTotal(sets: readonly SetResult[]): void {
  const sum = (pick: (set: SetResult) => number): number =>
    sets.reduce((total, set) => total + pick(set), 0);
  const messages = sum((set) => set.messages);
  if (messages === 0) return;
  const total = {
    set: 'all',
    messages,
    optOut: sum(({ optOut }) => optOut),
    provisional: sum(({ provisional }) => provisional),
    usPerMessage: rounded(sum((set) => set.usPerMessage * set.messages) / messages),
    charsPerMessage: rounded(sum((set) => set.charsPerMessage * set.messages) / messages),
  };
  process.stdout.write(`${JSON.stringify(total)}\n`);
}

await runProgram(main);
