import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCompositionFile } from '../src/composition-data.ts';
import { RULES, recogniseText } from './support/recognise-text.ts';

const lexicons = readCompositionFile();

interface Line {
  id: string;
  lang: string;
  text: string;
  set: number;
}

function linesOf(file: string): Line[] {
  const url = new URL(`../../../bench/data/${file}.jsonl`, import.meta.url);
  const lines = readFileSync(url, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}

/** The half of set 3 that rules may be tuned on, by a hash of the id: the other half is only counted. */
const isOpen = ({ id }: Line): boolean =>
  (createHash('sha256').update(id).digest()[0] ?? 0) % 2 === 0;

const suppresses = ({ text, lang }: Line): boolean =>
  ['OPT_OUT', 'PROVISIONAL'].includes(recogniseText(text, [lang]).verdict);

describe('a request whose words nobody put in is composed of its parts', () => {
  it.each([
    ['Stop the messages', 'OPT_OUT', 'en:cease-contact'],
    ['Please stop the messages to my phone', 'OPT_OUT', 'en:cease-contact-me'],
    ['Could you kindly not write to me again', 'OPT_OUT', 'en:no-contact-again'],
    ['Wipe my details', 'OPT_OUT', 'en:remove-my-number'],
    ['I am sick of receiving texts', 'OPT_OUT', 'en:unwanted-messages'],
    ['mujhe message mat karo', 'OPT_OUT', 'hi:no-contact-verb'],
    ['Bitte unterlassen Sie Ihre Anrufe bei mir', 'OPT_OUT', 'de:cease-contact-me'],
    ['Proszę skreślić mój numer', 'OPT_OUT', 'pl:remove-my-number'],
    ['Досить мені телефонувати', 'OPT_OUT', 'uk:cease-contact-me'],
    ['麻烦以后别给我发简讯', 'OPT_OUT', 'zh:no-contact-again'],
    ['where did you get my number', 'PROVISIONAL', 'en:whence-my-number'],
    ["I don't want you to text me", 'PROVISIONAL', 'en:unwanted-contact'],
    ['I never opted in', 'PROVISIONAL', 'en:never-joined'],
    ['not interested', 'PROVISIONAL', 'en:not-interested'],
    ['one more text and I file a complaint', 'PROVISIONAL', 'en:threat'],
  ])('%s', (text, verdict, rule) => {
    expect(recogniseText(text)).toMatchObject({ verdict, tier: 'T7', ruleId: `composed:${rule}` });
  });

  it('names the versions of the keyword file and of the lexicons', () => {
    expect(RULES.version).toMatch(/^1:\d{4}-\d\d-\d\d\+1$/);
  });
});

describe('the same words that ask for something else', () => {
  it.each([
    'stop the cuts',
    'Stop the cuts, not the messages',
    "Don't stop texting me",
    "Can't stop the messages",
    'never stop writing to us',
    'Do not hesitate to contact us',
    "don't forget to write to me again",
    "I didn't get your message, can you send it again?",
    '请不要停止给我发信息',
    'no dejes de escribir a tu diputado',
    'No pude ir a Baja California, te mando mensajes mañana',
    'descanse en paz',
    'K..i deleted my contact that why?',
    'We did not write these messages.',
    "We don't send messages to strangers",
    'yo no te escribí ese mensaje',
    'я не пишу сообщения',
  ])('%s', (text) => {
    expect(recogniseText(text).verdict).toBe('NONE');
  });
});

describe('the length of a text decides how sure a composed request is', () => {
  const rest = (words: number): string => 'palabra '.repeat(words);
  it.each([
    ['clear up to fifteen words', `${rest(11)} wipe all my details`, 'OPT_OUT'],
    ['doubtful above', `${rest(12)} wipe all my details`, 'PROVISIONAL'],
    ['doubtful up to forty', `${rest(36)} wipe all my details`, 'PROVISIONAL'],
    ['nothing above', `${rest(37)} wipe all my details`, 'NONE'],
    ['where only doubtful, up to ten words', `${rest(8)} not interested`, 'PROVISIONAL'],
    ['and nothing above', `${rest(9)} not interested`, 'NONE'],
  ])('%s', (_, text, verdict) => {
    expect(recogniseText(text).verdict).toBe(verdict);
  });
});

describe('every lexicon', () => {
  const names = Object.keys(lexicons.languages);

  it('is there for each language of the keyword file', () => {
    expect(names).toHaveLength(23);
  });

  it.each(names)('%s: names words for everything that clear rules are made of', (language) => {
    const lexicon = lexicons.languages[language] ?? {};
    const kinds = ['cease', 'ban', 'reach', 'item', 'me', 'drop', 'number'] as const;
    expect(kinds.filter((kind) => (lexicon[kind]?.length ?? 0) < 3)).toEqual([]);
  });

  it.each(names)('%s: sees the open half of set 3', (language) => {
    const open = linesOf('opt-out-requests').filter((line) => line.set === 3 && isOpen(line));
    const missed = open.filter((line) => line.lang === language && !suppresses(line));
    expect(missed).toEqual([]);
  });
});

describe('replies that only look like requests', () => {
  it('are none, but for what phrases and keywords took before', () => {
    const taken = linesOf('ordinary-replies')
      .filter(isOpen)
      .map(({ text, lang }) => recogniseText(text, [lang]))
      .filter(({ verdict, tier }) => verdict !== 'NONE' && tier === 'T7');
    expect(taken).toEqual([]);
  });
});

describe('composition', () => {
  const someWords = Object.values(lexicons.languages).flatMap((lexicon) =>
    Object.values(lexicon).flatMap((words) => words.map((word) => word.replace('*', ''))),
  );

  it('answers for any run of its own words, the same each time, in bounded time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...someWords), { minLength: 1, maxLength: 40 }),
        (words) => {
          const text = words.join(' ');
          const started = performance.now();
          expect(recogniseText(text)).toEqual(recogniseText(text));
          expect(performance.now() - started).toBeLessThan(1_000);
        },
      ),
    );
  });
});

describe('a file of lexicons that is not sound is refused with its faults', () => {
  it('names a stem that is too short, and a kind that nobody knows', () => {
    const url = new URL('./data/faulty-compositions.json', import.meta.url);
    expect(() => readCompositionFile(url)).toThrow(
      /rules\.0\.parts\.0\.0.*languages\.en\.cease\.0: a stem has three letters or more/,
    );
  });
});
