import {
  contactOf,
  readServiceTexts,
  renderServiceText,
  SERVICE_TEXTS,
} from '@hustings/policy/service-texts';
import { compileRules, readKeywordFile, recognise } from '@hustings/recognition';
import { describe, expect, it } from 'vitest';

const data = readServiceTexts();
const keywords = readKeywordFile();
const rules = compileRules(keywords);
const languages = Object.keys(keywords.languages);
const VALUES = { organisation: 'Partido A', contact: 'partido-a.example', code: '123456' };

describe('the texts that the system sends by itself', () => {
  it('stand in every language of the keyword file, and say of each who wrote it', () => {
    expect(Object.keys(data.languages).sort()).toEqual([...languages].sort());
    const unreviewed = Object.values(data.languages).filter((each) => each.origin === 'machine');
    expect(unreviewed.every((each) => each.needs_native_review)).toBe(true);
  });

  it.each(languages)(
    'in %s name the organisation, hold no link, and ask for words that are understood',
    (language) => {
      for (const name of SERVICE_TEXTS) {
        const text = renderServiceText(data, { name, language }, VALUES);
        expect(text).toContain('Partido A');
        expect(text).not.toMatch(/https?:|[{}]/);
        expect(text.includes('123456')).toBe(name === 'request_code');
      }
      const help = renderServiceText(data, { name: 'help', language }, VALUES);
      expect(help).toContain('STOP');
      expect(help).toContain('partido-a.example');
      const yes = data.languages[language]?.yes ?? '';
      expect(recognise(yes, [language], rules).verdict).toBe('CONTEXT_START');
      const confirmation = renderServiceText(data, { name: 'confirmation', language }, VALUES);
      expect(confirmation).toContain('START');
    },
  );

  it('fall back to English, cut a name that is too long, and fill nothing that a name brings along', () => {
    const organisation = `{code} ${'x'.repeat(500)}`;
    const text = renderServiceText(
      data,
      { name: 'confirmation', language: 'xx' },
      { ...VALUES, organisation },
    );
    expect(text).toContain('You will get no more messages');
    expect(text.length).toBeLessThan(200);
    expect(text).not.toContain('123456');
  });

  it('give a web page as contact, else the number that wrote', () => {
    expect(contactOf(['a.example', 'b.example'], '+34600100001')).toBe('a.example');
    expect(contactOf([], '+34600100001')).toBe('+34600100001');
  });
});
