import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Command, Option } from 'commander';
import { UsageFault } from '../failures.ts';
import { openRecogniser } from '../recognise-lines.ts';
import { examples, type Setup } from './setup.ts';

/** BCP 47: language, and what follows it; only the language is read. */
const LOCALE = /^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$/;

/** `hustings optout recognise`: no running stack is needed. */
export function addRecognise(optout: Command, { io }: Setup): void {
  optout
    .command('recognise <file>')
    .description('what each line of a file asks for ("-" = standard input), one JSON line each')
    .addOption(new Option('--locale <locale>', 'locale of the thread, for words gated by language'))
    .addHelpText(
      'after',
      examples('optout recognise replies.txt', 'optout recognise --locale es-MX -'),
    )
    .action(async (file: string, { locale = '' }: { locale?: string }) => {
      if (locale !== '' && !LOCALE.test(locale)) {
        throw new UsageFault(`--locale "${locale}" is not a BCP 47 tag such as "es" or "es-MX"`);
      }
      const recogniseLine = openRecogniser(locale);
      for await (const line of linesOf(file)) io.out(`${JSON.stringify(recogniseLine(line))}\n`);
    });
}

async function* linesOf(file: string): AsyncIterable<string> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  try {
    yield* createInterface({
      input: input.setEncoding('utf8'),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageFault(`cannot read ${file}: ${why}`);
  }
}
