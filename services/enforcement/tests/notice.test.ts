import { describe, expect, it } from 'vitest';
import { type CardFacts, makeCard } from '../src/domain/notice/capability-card.ts';
import { renderNotice } from '../src/domain/notice/render-notice.ts';
import { fill, LANGUAGES, sayIn, type Wording, wordingOf } from '../src/domain/notice/wording.ts';
import * as f from './fixtures.ts';

const { warn, deliver, restrict } = f.story;

/** Every sentence of a wording by its path, for example "card.do.WAIT". */
function sentences(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    sentences(inner, path === '' ? key : `${path}.${key}`),
  );
}

function placesIn(sentence: string): string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
}

describe('the wording', () => {
  it('is there in the seven languages, and says which of them a native speaker has read', () => {
    expect([...LANGUAGES].sort()).toEqual(['de', 'en', 'es', 'fr', 'hi', 'it', 'pt']);
    expect(LANGUAGES.filter((each) => wordingOf(each).nativelyReviewed)).toEqual(['en']);
  });

  it.each(LANGUAGES)('has every sentence with the same places in %s', (language) => {
    const shape = (each: string): [string, string[]][] =>
      sentences(wordingOf(each))
        .filter(([path]) => path !== 'language' && path !== 'version')
        .map(([path, sentence]) => [path, placesIn(sentence)]);
    expect(shape(language)).toEqual(shape('en'));
  });

  it.each(LANGUAGES.filter((each) => each !== 'en'))(
    'has no English sentence left in %s',
    (language) => {
      const english = new Map(sentences(wordingOf('en')));
      const same = sentences(wordingOf(language)).filter(
        ([path, sentence]) =>
          english.get(path) === sentence && /[a-z]{4,} [a-z]{2,}/.test(sentence),
      );
      expect(same).toEqual([]);
    },
  );

  it('falls back to English for a language that is not there', () => {
    expect(wordingOf('xx').language).toBe('en');
  });

  it('shows a place that nothing fills', () => {
    expect(fill('{a} and {b}', { a: 'one' })).toBe('one and {b}');
  });
});

describe('a statement of reasons', () => {
  const state = f.stateAfter(f.historyOf(warn, deliver, restrict));
  if (state.status === 'NONE') throw new Error('no case');
  const [warning, restriction] = state.file.measures;
  if (!warning || !restriction) throw new Error('no measures');
  const about = (measure: typeof warning, reversed = false) => ({
    ...{ statement: measure.statement, measureId: measure.measureId, subjectId: f.SENDER },
    reversed,
  });

  it.each(LANGUAGES)('says every point of Article 17(3) in %s', (language) => {
    const { text } = renderNotice(about(restriction), language);
    const { statement } = restriction;
    for (const point of [
      sayIn(language, statement.startsAtUs),
      sayIn(language, statement.endsAtUs ?? 0),
      statement.facts,
      ...statement.evidenceIds,
      statement.ruleId,
      statement.clause,
      statement.explanation,
      statement.howToFix,
      sayIn(language, statement.appealUntilUs),
      `hustings appeal file ${f.SANCTION}`,
      wordingOf(language).found.automatic,
      wordingOf(language).source.OWN_INITIATIVE,
      wordingOf(language).outOfCourt,
      wordingOf(language).everywhere,
    ]) {
      expect(text).toContain(point);
    }
    expect(text).not.toMatch(/\{\w+\}/);
  });

  it('says of quoted parts in which language they are', () => {
    expect(renderNotice(about(warning), 'es').text).toContain(wordingOf('es').original);
    expect(renderNotice(about(warning), 'en').text).not.toContain(wordingOf('en').original);
  });

  it('of a reversed measure says so first', () => {
    const [first] = renderNotice(about(restriction, true), 'fr').text.split('\n');
    expect(first).toBe(wordingOf('fr').reversed);
  });
});

describe('a capability card', () => {
  const calm: CardFacts = {
    ...{ subjectId: f.SENDER, standing: 'ACTIVE', endsAtUs: null, overlays: [] },
    ...{ appealable: null, openAppeal: null },
  };
  const measure = { measureId: f.SANCTION, untilUs: f.START_US + 184 * f.DAY_US };
  const until = f.START_US + 72 * f.HOUR_US;

  it.each<[string, Partial<CardFacts>, string[], string[]]>([
    ['ACTIVE', {}, ['SEND_TO_ALL', 'SEND_TO_REPLIED', 'CHANGE'], ['APPEAL']],
    ['PENDING', { standing: 'PENDING' }, ['CHANGE'], ['SEND_TO_ALL', 'SEND_TO_REPLIED']],
    ['WARNED', { standing: 'WARNED', appealable: measure }, ['SEND_TO_ALL', 'APPEAL'], []],
    [
      'RESTRICTED',
      { standing: 'RESTRICTED', endsAtUs: until, appealable: measure },
      ['SEND_TO_REPLIED', 'APPEAL', 'CHANGE'],
      ['SEND_TO_ALL'],
    ],
    [
      'SUSPENDED',
      { standing: 'SUSPENDED', endsAtUs: until },
      ['CHANGE'],
      ['SEND_TO_ALL', 'SEND_TO_REPLIED'],
    ],
    [
      'SUSPENDED and stayed',
      { standing: 'SUSPENDED', endsAtUs: until, overlays: ['APPEAL_OPEN', 'STAYED'] },
      ['SEND_TO_ALL', 'SEND_TO_REPLIED'],
      [],
    ],
    ['BAN_NOTICE', { standing: 'BAN_NOTICE' }, [], ['SEND_TO_ALL', 'SEND_TO_REPLIED']],
    ['BANNED', { standing: 'BANNED' }, [], ['SEND_TO_ALL', 'SEND_TO_REPLIED']],
    ['held', { overlays: ['COMPROMISE_HOLD'] }, [], ['SEND_TO_ALL', 'SEND_TO_REPLIED', 'CHANGE']],
  ])('of a subject that is %s says what works; reading and export always do', (...row) => {
    const [, facts, works, stopped] = row;
    const { capabilities } = makeCard({ ...calm, ...facts }, 'en');
    const working = capabilities.filter((each) => each.works).map(({ name }) => name);
    expect(working).toEqual(expect.arrayContaining([...works, 'READ', 'EXPORT', 'RECEIVE']));
    for (const name of stopped) expect(working).not.toContain(name);
  });

  it.each<[string, Partial<CardFacts>, (keyof Wording['card']['do'])[]]>([
    ['ACTIVE', {}, ['NOTHING']],
    ['PENDING', { standing: 'PENDING' }, ['VERIFY']],
    ['WARNED', { standing: 'WARNED', endsAtUs: until }, ['READ_NOTICE', 'FIX']],
    [
      'RESTRICTED',
      { standing: 'RESTRICTED', endsAtUs: until, appealable: measure },
      ['READ_NOTICE', 'FIX', 'WAIT', 'APPEAL'],
    ],
    ['SUSPENDED', { standing: 'SUSPENDED', endsAtUs: until }, ['READ_NOTICE', 'WAIT']],
    ['BAN_NOTICE', { standing: 'BAN_NOTICE', endsAtUs: until }, ['READ_NOTICE', 'EXPORT']],
    ['BANNED', { standing: 'BANNED' }, ['READ_NOTICE', 'EXPORT']],
    ['held', { overlays: ['COMPROMISE_HOLD'] }, ['REVERIFY']],
    ['referred', { overlays: ['REFERRAL_NOTICED'] }, ['ANSWER_REFERRAL']],
  ])('of a subject that is %s says what to do, and nothing else', (...[, facts, advice]) => {
    const says = wordingOf('en').card.do;
    const begins = advice.map((name) => says[name].split('{')[0]);
    const { toDo } = makeCard({ ...calm, ...facts }, 'en');
    expect(toDo.map((line, index) => line.slice(0, begins[index]?.length))).toEqual(begins);
  });

  it('says until when, and what to do, in the language', () => {
    const facts: CardFacts = {
      ...calm,
      ...{ standing: 'RESTRICTED', endsAtUs: until, appealable: measure },
    };
    const card = makeCard(facts, 'es');
    expect(card.text).toContain('restringido a personas que han respondido');
    expect(card.text).toContain(sayIn('es', until));
    expect(card.toDo.join('\n')).toContain(`hustings appeal file ${f.SANCTION}`);
    expect(card.capabilities.find(({ name }) => name === 'SEND_TO_ALL')?.untilUs).toBe(until);
    expect(card.nativelyReviewed).toBe(false);
    expect(card.text).not.toMatch(/\{\w+\}/);
  });

  it('of a subject with an open appeal names its clock instead of a new appeal', () => {
    const openAppeal = { appealId: f.APPEAL, decideByUs: until };
    const { toDo } = makeCard({ ...calm, standing: 'BAN_NOTICE', openAppeal }, 'en');
    expect(toDo.join('\n')).toContain(`hustings appeal show ${f.APPEAL}`);
    expect(toDo.join('\n')).toContain('hustings history export');
  });
});
