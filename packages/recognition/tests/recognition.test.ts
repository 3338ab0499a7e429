import { describe, expect, it } from 'vitest';
import { languagesOf } from '../src/languages.ts';
import { recogniseText } from './support/recognise-text.ts';

describe('a request is seen through what hides it', () => {
  it.each([
    ['Cyrillic letters that look Latin', 'ЅТОР', 'T1', 'exact:en:stop'],
    ['Latin letters that look Cyrillic', 'CTOП', 'T1', 'exact:ru:стоп'],
    ['a Greek letter in a phrase', 'stοp texting me', 'T3', 'phrase:en:stop texting'],
    ['zero-width characters', 'S\u200bT\u200bO\u200bP', 'T1', 'exact:en:stop'],
    ['bidirectional controls', '\u202eSTOP\u202c', 'T1', 'exact:en:stop'],
    ['full-width letters', 'ＳＴＯＰ', 'T1', 'exact:en:stop'],
    ['mathematical letters', '𝐒𝐓𝐎𝐏', 'T1', 'exact:en:stop'],
    ['accents', 'S\u0301tóp', 'T1', 'exact:en:stop'],
    ['dots between the letters', 's.t.o.p', 'T1', 'exact:en:stop'],
    ['spaces between the letters', 'S T O P', 'T1', 'exact:en:stop'],
    ['a cry', 'STOOOOOP!!!', 'T1', 'exact:en:stop'],
    ['doubled letters', 'SSTTOOPP', 'T1', 'exact:en:stop'],
    ['digits for letters', '5t0p', 'T4', 'look-alike:en:stop'],
    ['an emoji beside the word', 'STOP 🛑', 'T1', 'exact:en:stop'],
    ['a typographic apostrophe', 'Don’t text me', 'T3', "phrase:en:don't text"],
    ['an Arabic word that is stretched', 'تـوقـف', 'T1', 'exact:ar:توقف'],
    ['a Chinese request inside a run', '请不要再发了谢谢', 'T3', 'phrase:zh:不要再发'],
    [
      'Korean words with endings',
      '다시는 저에게 연락하지 마세요!',
      'T3',
      'phrase:ko:연락하지 마세요',
    ],
    ['Korean words across a space', '이 목록에서 제 번호를 빼주세요', 'T3', 'phrase:ko:번호를 빼'],
    ['a skin tone', '🙅🏽‍♀️', 'T5', 'emoji:provisional'],
  ])('%s', (...[, text, tier, ruleId]) => {
    expect(recogniseText(text)).toMatchObject({ tier, ruleId });
  });
});

describe('who wants to be rid of all parties says so', () => {
  it.each([
    ['STOP ALL', 'T1'],
    ['stopall', 'T1'],
    ['Baja todo, por favor', 'T2'],
    ['BAJA TOTAL', 'T2'],
    ['stop politics please', 'T2'],
    ['Stop all parties', 'T2'],
    ['baja todos los partidos', 'T2'],
    ['No quiero recibir nada de todos los partidos', 'T3'],
  ])('%s', (text, tier) => {
    expect(recogniseText(text)).toMatchObject({ verdict: 'OPT_OUT', tier, scope: 'ALL_POLITICAL' });
  });

  it('a keyword alone means the organisation', () => {
    expect(recogniseText('STOP').scope).toBe('ORGANISATION');
  });

  it('a doubtful request never reaches further than whom it answered', () => {
    expect(recogniseText('we should stop all this somehow, all parties say so')).toMatchObject({
      verdict: 'PROVISIONAL',
      scope: 'ORGANISATION',
    });
  });

  it('naming all parties is no request', () => {
    expect(recogniseText('todos los partidos').verdict).toBe('NONE');
  });
});

describe('a phrase in a message of many words', () => {
  const rest = (words: number): string => 'palabra '.repeat(words);
  it.each([
    ['is clear up to sixty', `${rest(57)} no quiero recibir`, 'OPT_OUT'],
    ['is doubtful above', `${rest(58)} no quiero recibir`, 'PROVISIONAL'],
  ])('%s', (_, text, verdict) => {
    expect(recogniseText(text).verdict).toBe(verdict);
  });
});

describe('a guard silences only the words that it touches', () => {
  it.each([
    ["Don't stop texting me", 'NONE', 'T6'],
    ['I will stop by. Leave me alone till then', 'PROVISIONAL', 'T5'],
    ['Never stop! And STOP sending at night', 'PROVISIONAL', 'T5'],
    ['We won’t stop, non-stop, until we stop the cuts', 'NONE', 'T6'],
  ])('%s', (text, verdict, tier) => {
    expect(recogniseText(text)).toMatchObject({ verdict, tier });
  });
});

describe('words that are ordinary elsewhere', () => {
  it.each([
    ['SALIR', '+34600000000', 'OPT_OUT'],
    ['SALIR', '+447700900000', 'NONE'],
    ['fine', '+390600000000', 'OPT_OUT'],
    ['fine', '+12025550100', 'NONE'],
    ['Alta', '+34600000000', 'START'],
    ['Alta', '+12025550100', 'NONE'],
    ['resume', '+12025550100', 'START'],
    ['START', '+34600000000', 'START'],
  ])('%s from %s is %s', (text, number, verdict) => {
    expect(recogniseText(text, languagesOf('', number)).verdict).toBe(verdict);
  });

  it('the locale of the thread counts as well as the country of the number', () => {
    expect(languagesOf('pt-BR', '+34600000000')).toEqual(['pt', 'es', 'ca', 'gl', 'eu']);
    expect(languagesOf('', '@handle')).toEqual([]);
    expect(languagesOf('not a locale', '')).toEqual([]);
  });

  it('the rule names the language that the recipient is likely to write', () => {
    expect(recogniseText('STOP', ['es'])).toMatchObject({
      ruleId: 'exact:es:stop',
      language: 'es',
    });
  });
});

describe('what looks like a request and is none', () => {
  it.each([
    'stoop',
    'START 0',
    'please',
    'all',
    'todos',
    'end end',
    'Pares o nones',
    'para todos',
    '',
    ' \n\t ',
    '\u200b\u200b',
    '🛑🛑🛑🛑🛑🛑',
    '🛑 👍',
    '?!',
  ])('%j', (text) => {
    expect(recogniseText(text).verdict).toBe('NONE');
  });
});

describe('help', () => {
  it.each(['HELP', 'help please', 'Ayuda, por favor', 'INFO', 'помощь'])('%s', (text) => {
    expect(recogniseText(text)).toMatchObject({ verdict: 'HELP', tier: '' });
  });
});
