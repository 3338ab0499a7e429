import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { compileRules, readKeywordFile, recognise } from '@hustings/recognition';
import { runProgram, UsageFault } from './usage.ts';

/** One line of a corpus: JSON lines with at least these fields. */
interface Message {
  text: string;
  lang: string;
  /** "ham" and "political" are ordinary messages; others, such as "spam", are counted apart. */
  label: string;
}

/** What recognition made of one set of ordinary messages. */
interface SetResult {
  set: string;
  messages: number;
  optOut: number;
  provisional: number;
  /** Mean time of one recognition, microseconds. */
  usPerMessage: number;
}

const ORDINARY = new Set(['ham', 'political']);
const rules = compileRules(readKeywordFile());

function measureSet(path: string, showHits: boolean): SetResult {
  const messages = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Message)
    .filter(({ label }) => ORDINARY.has(label));
  const counts = { OPT_OUT: 0, PROVISIONAL: 0 };
  const startedNs = process.hrtime.bigint();
  for (const { text, lang } of messages) {
    const { verdict, ruleId } = recognise(text, [lang], rules);
    if (verdict !== 'OPT_OUT' && verdict !== 'PROVISIONAL') continue;
    counts[verdict] += 1;
    if (showHits) process.stdout.write(`${JSON.stringify({ verdict, ruleId, lang, text })}\n`);
  }
  const tookNs = Number(process.hrtime.bigint() - startedNs);
  return {
    set: basename(path, '.jsonl'),
    messages: messages.length,
    optOut: counts.OPT_OUT,
    provisional: counts.PROVISIONAL,
    usPerMessage: Math.round(tookNs / 10 / Math.max(1, messages.length)) / 100,
  };
}

/** `node bench/src/recognition.ts --texts FOLDER [--hits]`: how often ordinary messages are taken for opt-outs. */
function main(): void {
  const { values } = parseArgs({
    options: { texts: { type: 'string' }, hits: { type: 'boolean' } },
  });
  if (values.texts === undefined) {
    throw new UsageFault('name a folder of JSON-lines corpora: --texts FOLDER');
  }
  const folder = values.texts;
  const files = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
    : [];
  if (files.length === 0) {
    throw new UsageFault(`there are no .jsonl files in ${folder}`);
  }
  const results = files
    .map((name) => measureSet(join(folder, name), values.hits === true))
    .filter(({ messages }) => messages > 0);
  process.stderr.write(`${results.map((one) => JSON.stringify(one)).join('\n')}\n`);
}

await runProgram(main);
