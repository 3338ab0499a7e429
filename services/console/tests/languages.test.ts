import { describe, expect, it } from 'vitest';
import { readPageTexts } from '../src/adapters/read-page-texts.ts';
import { chooseLanguage } from '../src/domain/languages.ts';
import { PAGE_TEXTS } from '../src/domain/page-texts.ts';

const languages = readPageTexts();

describe('the language of a page', () => {
  it.each([
    ['what the person chose', { chosen: 'eu', accepted: 'fr', writers: 'es' }, 'eu'],
    ['the browser’s first wish', { accepted: 'fr-CA,en;q=0.8' }, 'fr'],
    ['the browser’s best wish, wherever it stands', { accepted: 'en;q=0.3, de-AT;q=0.9' }, 'de'],
    ['the next wish where the first has no texts', { accepted: 'is,sv;q=0.9,pl;q=0.1' }, 'pl'],
    ['not what the browser refuses', { accepted: 'de;q=0, it;q=0.5' }, 'it'],
    ['not at last what the browser refuses', { accepted: 'de;q=0', writers: 'es' }, 'es'],
    ['an old code of the same language', { accepted: 'iw-IL' }, 'he'],
    ['another code of the same language', { accepted: 'fil-PH' }, 'tl'],
    ['the language of whoever wrote', { accepted: 'is', writers: 'ca' }, 'ca'],
    ['English at last', { accepted: '*', writers: 'is' }, 'en'],
    ['English for a header that is none', { chosen: '"><b>', accepted: ';;,q=1,\u0000' }, 'en'],
  ])('is %s', (_, wishes, code) => {
    const all = { chosen: '', writers: '', ...wishes };
    expect(chooseLanguage(languages, all).code).toBe(code);
  });
});

describe('the texts of the pages', () => {
  const english = languages.get('en')?.texts;
  const placesOf = (text = '') => [...new Set(text.match(/\{\w+\}/g))].sort();
  const wordsOf = (text = '') => [...new Set(text.match(/\b(?:START|STOP ALL|STOP)\b/g))].sort();

  it('exist in the languages in which replies are understood and answered', () => {
    const answered = 'en es ca gl eu fr de pt it nl pl ru uk ro tr ar he hi ms ko zh tl vi';
    expect([...languages.keys()].sort()).toEqual(answered.split(' ').sort());
  });

  it.each([...languages.values()].map((language) => [language.code, language] as const))(
    'in "%s" have every sentence with the same places and the same words to reply',
    (_, { texts, code, direction }) => {
      for (const text of PAGE_TEXTS) {
        expect.soft(placesOf(texts[text]), text).toEqual(placesOf(english?.[text]));
        expect.soft(wordsOf(texts[text]), text).toEqual(wordsOf(english?.[text]));
      }
      expect(direction).toBe(['ar', 'he'].includes(code) ? 'rtl' : 'ltr');
    },
  );
});
