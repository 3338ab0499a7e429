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
 * Requests to stop, written by machine without sight of the rules. What was missed of set 1 has led to new phrases; set 2 was written
 * after these and has changed nothing.
 */
const REQUESTS = new URL('../data/opt-out-requests.jsonl', import.meta.url);
/** The labels of messages that ask for nothing. */
const ORDINARY = new Set(['ham', 'political']);
/** Code is compiled by these before the clock starts. */
const WARM_UP = 2_000;

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
  for (const message of messages.slice(0, WARM_UP)) hitOf(message);
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

/** By set and language. */
function measureRecall(): Record<string, RecallResult> {
  const requestsOf = readMessages(REQUESTS) as Request[];
  const byLanguage = Map.groupBy(requestsOf, ({ set, lang }) => `${set} ${lang}`);
  return Object.fromEntries(
    [...byLanguage].map(([lang, requests]) => {
      const hits = requests.map(hitOf).filter((hit) => hit !== null);
      const found = new Set(hits.map(({ id }) => id));
      const optOut = hits.filter(({ verdict }) => verdict === 'OPT_OUT').length;
      const missed = requests.map(({ id }) => id).filter((id) => !found.has(id));
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
  const recall = measureRecall();
  const sets = corporaOf(values.texts).map(({ set, messages }) => measureSet(set, messages));
  printRecall(recall);
  if (sets.length === 0) {
    process.stdout.write('no ordinary messages were read: name a folder of them with --texts\n');
  }
  const showsTexts = values['show-texts'] === true && process.stdout.isTTY;
  for (const each of sets) printSet(each, showsTexts);
  const report = {
    dataVersion: rules.version,
    recall,
    sets: sets.map(({ result, hits }) => ({
      ...result,
      hits: hits.map(({ id, lang, verdict, ruleId }) => ({ id, lang, verdict, ruleId })),
    })),
  };
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report)}\n`);
}

function printRecall(recall: Record<string, RecallResult>): void {
  process.stdout.write(
    `data ${rules.version}\nrequests by set and language: clear, doubtful, of all\n`,
  );
  for (const [lang, { requests, optOut, provisional, missed }] of Object.entries(recall)) {
    process.stdout.write(
      `  ${lang} ${optOut} ${provisional} ${requests}  ${missed.length > 0 ? `missed ${missed.join(' ')}` : ''}\n`,
    );
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

await runProgram(main);
