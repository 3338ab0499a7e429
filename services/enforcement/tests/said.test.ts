import { fold } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { caseCodec } from '../src/adapters/case-codec.ts';
import { readSaid } from '../src/adapters/wire-said.ts';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import { holdDecider } from '../src/domain/hold/decider.ts';
import { renderHold } from '../src/domain/notice/render-hold.ts';
import { isSentence, renderSaid, say, sayPlainly } from '../src/domain/notice/said.ts';
import { LANGUAGES, sayIn, wordingOf } from '../src/domain/notice/wording.ts';
import * as f from './fixtures.ts';
import { byOwner, historyOf, place } from './hold-fixtures.ts';

const { warn, deliver, restrict, expire, appeal, uphold } = f.story;
const appealed = [warn, deliver, restrict, appeal];
const decide = (outcome: object): CaseCommand => ({ ...uphold, outcome }) as CaseCommand;

/** What the last notice of a history says, in a language. */
function lastNotice(commands: readonly CaseCommand[]) {
  const issued = f.historyOf(...commands).findLast((event) => event.type === 'NoticeIssued');
  if (issued?.type !== 'NoticeIssued' || !issued.said) throw new Error('nothing was said');
  return issued as typeof issued & { said: NonNullable<typeof issued.said> };
}

const annul: CaseCommand = {
  type: 'AnnulMeasures',
  ...{ holdId: 'hld-1', fromUs: f.START_US, untilUs: f.restrictedAtUs, decidedBy: 'crd-r' },
  nowUs: f.restrictedAtUs + f.HOUR_US,
};

const notices: [string, CaseCommand[]][] = [
  ['the end of a restriction', [warn, deliver, restrict, expire]],
  ['an appeal that was upheld', [...appealed, uphold]],
  ['an appeal that was dismissed', [...appealed, decide({ type: 'MEASURE_STANDS' })]],
  ['an appeal that was sent back', [...appealed, decide({ type: 'SENT_BACK' })]],
  [
    'a measure that was cut short',
    [...appealed, decide({ type: 'MODIFIED', endsAtUs: f.restrictionEndsAtUs - f.HOUR_US })],
  ],
  [
    'an appeal that nobody decided',
    [
      ...appealed,
      {
        ...{ type: 'DefaultAppeal', appealId: f.APPEAL, copies: [] },
        nowUs: appeal.nowUs + f.DAY_US,
      },
    ],
  ],
  ['what was annulled', [warn, deliver, restrict, annul]],
];

describe('a notice of an end or a decision', () => {
  it.each(notices)('is said in each of the languages: %s', (_, commands) => {
    const issued = lastNotice(commands);
    const texts = LANGUAGES.map((language) => {
      const { text, ...known } = renderSaid(issued.said, language);
      expect(text).not.toMatch(/\{\w+\}/);
      for (const word of Object.values(issued.said.words)) expect(text).toContain(word);
      for (const us of Object.values(issued.said.instants)) {
        expect(text).toContain(sayIn(language, us));
      }
      const { version: templateVersion, nativelyReviewed } = wordingOf(language);
      expect(known).toEqual({ language, templateVersion, nativelyReviewed });
      return text;
    });
    expect(new Set(texts).size).toBe(LANGUAGES.length);
    expect(issued.text).toBe(sayPlainly(issued.said));
  });

  it('says of reasons that they are quoted, where they may be in another language', () => {
    const { said } = lastNotice([...appealed, uphold]);
    expect(renderSaid(said, 'it').text).toContain(wordingOf('it').asWritten);
    expect(renderSaid(said, 'en').text).not.toContain(wordingOf('en').asWritten);
    const { said: end } = lastNotice([warn, deliver, restrict, expire]);
    expect(renderSaid(end, 'it').text).not.toContain(wordingOf('it').asWritten);
  });

  it('comes back from the log as it was', () => {
    const issued = lastNotice([warn, deliver, restrict, expire]);
    const { NoticeIssued: format } = caseCodec;
    expect(format.decode(format.encode(issued))).toEqual(issued);
  });

  it('of an older or a newer version keeps its own text', () => {
    const old = { ...lastNotice([warn, deliver, restrict, expire]), said: undefined };
    const { said: _, ...plain } = old;
    const { NoticeIssued: format } = caseCodec;
    expect(format.decode(format.encode(plain))).toEqual(plain);
    expect(isSentence('toString')).toBe(false);
    expect(readSaid({ template: 'A_NEW_ONE', words: {}, instants: {} })).toEqual({});
  });
});

describe('every sentence', () => {
  const words = {
    subject: 's',
    measure: 'm',
    hold: 'h',
    measures: 'mm',
    appeal: 'a',
    reasons: 'r',
  };
  const counts = { unfounded: '3', decided: '4' };
  const instants = { at: f.START_US, from: f.START_US, until: f.START_US };

  it.each(Object.keys(wordingOf('en').say).filter(isSentence))('%s has no other places', (name) => {
    for (const language of LANGUAGES) {
      const { text } = renderSaid(say(name, { ...words, ...counts }, instants), language);
      expect(text).not.toMatch(/[{}]/);
    }
  });
});

describe('the notice of a compromise hold', () => {
  it.each(LANGUAGES)('says in %s what is frozen, why, until when, and what to do', (language) => {
    const { hold } = fold(holdDecider, historyOf(place));
    if (!hold) throw new Error('nothing is held');
    const { text, nativelyReviewed } = renderHold(hold, language);
    for (const said of [hold.holdId, hold.reasons, sayIn(language, hold.reviewByUs)]) {
      expect(text).toContain(said);
    }
    expect(text).toContain('hustings hold reverify');
    expect(text.includes(wordingOf(language).asWritten)).toBe(language !== 'en');
    expect(text).not.toMatch(/[{}]/);
    expect(nativelyReviewed).toBe(language === 'en');
  });

  it('names the sender where only one is frozen, and the owner as who asked', () => {
    const subject = { kind: 'SENDER', id: 'snd-1' } as const;
    const { hold } = fold(holdDecider, historyOf({ ...byOwner, subject }));
    if (!hold) throw new Error('nothing is held');
    const { text } = renderHold(hold, 'de');
    expect(text).toContain('Der Absender snd-1');
    expect(text).toContain(wordingOf('de').hold.owner);
    expect(text).not.toContain(sayIn('de', hold.reviewByUs));
  });
});
