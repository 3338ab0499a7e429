import { fold } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { sayInstant } from '../src/domain/case/wording.ts';
import {
  type HearingFacts,
  renderHearing,
  sayHearingPlainly,
} from '../src/domain/notice/render-hearing.ts';
import { type PaceFacts, renderPace, sayPacePlainly } from '../src/domain/notice/render-pace.ts';
import { LANGUAGES, sayIn, sayLastingIn, wordingOf } from '../src/domain/notice/wording.ts';
import { paceDecider } from '../src/domain/pace/decider.ts';
import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';

const OTHERS = LANGUAGES.filter((language) => language !== 'en');
const WITHIN_MS = 72 * 3_600_000;

/** A case in which a suspension was proposed on evidence of this class. */
function hearingOn(draft: Parameters<typeof p.evidence>[0]): HearingFacts {
  const state = f.stateAfter(f.historyOf(...p.toRestricted, p.evidence(draft)));
  if (state.status === 'NONE') throw new Error('no case');
  const proposed = { kind: 'SUSPEND' as const, reasons: p.reasonsOf(p.ADDED) };
  return { file: state.file, proposed, answerWithinMs: WITHIN_MS };
}

describe('a notice of a hearing', () => {
  const facts = hearingOn(p.draftOf('B'));
  const { reasons } = facts.proposed;
  const item = facts.file.evidence.find(({ evidenceId }) => evidenceId === p.ADDED);
  if (!item || item.evidenceClass === 'A') throw new Error('no evidence from outside');

  it.each(LANGUAGES)(
    'says what is asked for, why, on which evidence and how to answer in %s',
    (language) => {
      const { text, templateVersion } = renderHearing(facts, language);
      const { hearing } = wordingOf(language);
      for (const point of [
        f.SENDER,
        reasons.facts,
        `${reasons.clause}: ${reasons.explanation}`,
        hearing.evidence,
        p.ADDED,
        item.summary,
        item.provenance.sha256,
        hearing.obtained[item.provenance.obtainedHow],
        sayIn(language, item.occurredAtUs),
        sayIn(language, item.provenance.capturedAtUs),
        sayLastingIn(language, WITHIN_MS),
        `hustings case answer ${f.CASE}`,
      ]) {
        expect(text).toContain(point);
      }
      expect(text).not.toMatch(/\{\w+\}/);
      expect(templateVersion).toBe(wordingOf(language).version);
    },
  );

  it.each(OTHERS)('says in %s that reasons are quoted as they were written', (language) => {
    expect(renderHearing(facts, language).text).toContain(wordingOf(language).asWritten);
  });

  it('names entries of the log for what the machine measured, and stands in the log in English', () => {
    const ofLog = hearingOn(p.draftOf('A'));
    expect(renderHearing(ofLog, 'de').text).toMatch(/Einträge des Protokolls: \d/);
    const plain = sayHearingPlainly(ofLog);
    expect(plain).toContain(`A suspension of ${f.SENDER} was proposed.`);
    expect(plain).toContain('Answer within 72 hours of the delivery');
  });

  it('shows of a private conversation that it is unverified, how many took part and what was blacked out', () => {
    const hearing = hearingOn(p.draftOf('E'));
    const shown = hearing.file.evidence.find(({ evidenceId }) => evidenceId === p.ADDED);
    if (shown?.evidenceClass !== 'E') throw new Error('no private conversation');
    const { text } = renderHearing(hearing, 'fr');
    expect(text).toContain('NON VÉRIFIÉ');
    expect(text).toContain(`de ${shown.conversation.participants} :`);
    expect(text).toContain(shown.conversation.redactions);
    expect(text).toContain(shown.summary);
  });
});

describe('a notice of a slow start', () => {
  const events = paceDecider.decide(
    {
      type: 'BeginSlowStart',
      finding: f.findingAt(f.START_US),
      ...{ lastsUs: f.DAY_US, restsUs: f.DAY_US, contacts: ['crd-admin'], nowUs: f.START_US + 1 },
    },
    paceDecider.initialState(),
  );
  if (!events.ok) throw new Error(events.error.reason);
  const { slow, senderId } = fold(paceDecider, events.value);
  if (!slow) throw new Error('no slow start');
  const facts: PaceFacts = { ...slow, senderId };

  it.each(LANGUAGES)(
    'says what is slow, what is new, what to do and when it ends in %s',
    (language) => {
      const { text } = renderPace(facts, language);
      const finding = f.findingAt(f.START_US);
      for (const point of [
        sayIn(language, slow.startsAtUs),
        sayIn(language, slow.endsAtUs),
        finding.summary,
        finding.explanation,
        finding.howToFix,
        `hustings pace confirm ${f.SENDER}`,
        `hustings hold place --sender ${f.SENDER}`,
        slow.slowStartId,
      ]) {
        expect(text).toContain(point);
      }
      expect(text).not.toMatch(/\{\w+\}/);
    },
  );

  it.each(OTHERS)('says in %s that the policy is quoted in English', (language) => {
    expect(renderPace(facts, language).text).toContain(wordingOf(language).original);
  });

  it('stands in the log in English, for every contact', () => {
    const plain = sayPacePlainly(facts);
    expect(plain).toContain(`ends by itself at ${sayInstant(slow.endsAtUs)}`);
    expect(slow.notices.map(({ text }) => text)).toEqual([plain]);
  });
});

describe('a duration', () => {
  it.each([
    ['es', 72 * 3_600_000, '72 horas'],
    ['de', 5 * 86_400_000, '5 Tage'],
    ['fr', 60_000, '1 minute'],
    ['en', 1_500, '1,500 milliseconds'],
  ])('is said in %s in the largest unit that keeps it whole', (language, ms, said) => {
    expect(sayLastingIn(language, ms)).toBe(said);
  });
});
