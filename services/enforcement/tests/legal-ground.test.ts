import { fold, given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { caseCodec } from '../src/adapters/case-codec.ts';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import { caseDecider } from '../src/domain/case/decider.ts';
import type { CaseEvent, Statement } from '../src/domain/case/events.ts';
import type { EmergencyGround, MeasureReasons } from '../src/domain/case/process.ts';
import { mapStatement } from '../src/domain/dsa/map-statement.ts';
import { renderNotice } from '../src/domain/notice/render-notice.ts';
import { LANGUAGES } from '../src/domain/notice/wording.ts';
import { SenderWindow } from '../src/domain/signals/sender-window.ts';
import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';

const { warn, deliver, restrict } = f.story;
const withA = [...p.toRestricted, p.addA];
const law = {
  legalGround: 'LOREG article 53',
  legalExplanation: 'Electoral propaganda was sent on the day of reflection.',
};

function suspendOn(ground: EmergencyGround, change: Partial<MeasureReasons> = {}): CaseCommand {
  return { ...p.emergency, ground, reasons: { ...p.emergency.reasons, ...change } };
}

function lastStatement(commands: readonly CaseCommand[]): Statement {
  const state = f.stateAfter(f.historyOf(...commands));
  if (state.status === 'NONE') throw new Error('no case');
  const measure = state.file.measures.at(-1);
  if (!measure) throw new Error('no measure');
  return measure.statement;
}

describe('point (d) of Article 17(3)', () => {
  it.each<[string, CaseCommand, object]>([
    [
      'an order of an authority names its law',
      suspendOn('LEGAL_ORDER'),
      { reason: 'LEGAL_GROUND_MISSING' },
    ],
    [
      'a breach of silence names the law of the silence',
      suspendOn('SILENCE_BREACH'),
      { reason: 'LEGAL_GROUND_MISSING' },
    ],
    [
      'a law is explained',
      suspendOn('LEGAL_ORDER', { legalGround: law.legalGround }),
      { reason: 'TEXT_LENGTH', field: 'legal_explanation', max: 5000 },
    ],
    [
      'an explanation belongs to a law',
      suspendOn('PHISHING_LIVE', { legalExplanation: law.legalExplanation }),
      { reason: 'LEGAL_GROUND_MISSING' },
    ],
    [
      'a law is named in words of bounded length',
      suspendOn('PHISHING_LIVE', { ...law, legalGround: 'x'.repeat(5001) }),
      { reason: 'TEXT_LENGTH', field: 'legal_ground', max: 5000 },
    ],
    [
      'also a proposal explains its law',
      { ...p.propose, reasons: { ...p.propose.reasons, legalGround: law.legalGround } },
      { reason: 'TEXT_LENGTH', field: 'legal_explanation', max: 5000 },
    ],
  ])('is asked for where it applies: %s', (_, command, rejected) => {
    const outcome = given(caseDecider, f.historyOf(...withA)).when(command);
    expect(outcome).toEqual({ rejected });
  });

  it('is in the statement where a law is the ground, beside the clause of point (e)', () => {
    const statement = lastStatement([...withA, suspendOn('LEGAL_ORDER', law)]);
    expect(statement).toMatchObject({
      legal: { ground: law.legalGround, explanation: law.legalExplanation },
      clause: p.CLAUSE,
      explanation: p.emergency.reasons.explanation,
    });
  });

  it('is absent where only the terms are the ground', () => {
    for (const commands of [
      [warn, deliver, restrict],
      [...withA, suspendOn('PHISHING_LIVE')],
    ]) {
      expect(lastStatement(commands)).not.toHaveProperty('legal');
    }
  });

  it('stays with what prolongs the measure', () => {
    const proposed = { ...p.propose, reasons: { ...p.propose.reasons, ...law } };
    const renew: CaseCommand = {
      type: 'RenewSuspension',
      ...{ by: 'crd-r2', conflicted: [], reasons: 'It still sends.', termUs: f.DAY_US },
      ...{ ladder: f.ladder, nowUs: p.suspendedAtUs },
    };
    const suspended = [...withA, proposed, p.deliverHearing, p.extend, p.vote];
    expect(lastStatement([...suspended, renew]).legal).toEqual({
      ...{ ground: law.legalGround, explanation: law.legalExplanation },
    });
  });

  it.each(LANGUAGES)(
    'is said in the notice in %s, and nothing is where there is none',
    (language) => {
      const about = (statement: Statement) => ({
        ...{ statement, measureId: f.SANCTION, subjectId: f.SENDER, reversed: false },
      });
      const illegal = lastStatement([...withA, suspendOn('SILENCE_BREACH', law)]);
      const { text } = renderNotice(about(illegal), language);
      for (const said of Object.values(law)) expect(text).toContain(said);
      const lines = (statement: Statement) =>
        renderNotice(about(statement), language).text.split('\n');
      const plain = lastStatement([...withA, suspendOn('PHISHING_LIVE')]);
      expect(lines(illegal).length - lines(plain).length).toBe(1);
    },
  );

  it('is the ground in the public database, without the words of people', () => {
    const state = f.stateAfter(f.historyOf(...withA, suspendOn('LEGAL_ORDER', law)));
    if (state.status === 'NONE') throw new Error('no case');
    const measure = state.file.measures.at(-1);
    if (!measure) throw new Error('no measure');
    const mapped = mapStatement(state.file, measure, 'ES');
    expect(mapped).toMatchObject({
      record: {
        decision_ground: 'DECISION_GROUND_ILLEGAL_CONTENT',
        illegal_content_legal_ground: law.legalGround,
      },
    });
    expect(mapped).not.toHaveProperty('record.incompatible_content_ground');
    expect(JSON.stringify(mapped)).not.toContain(law.legalExplanation);
    const named = { ...law, legalGround: 'Order about +34 600 123 456' };
    const suspect = f.stateAfter(f.historyOf(...withA, suspendOn('LEGAL_ORDER', named)));
    const last = suspect.status === 'NONE' ? undefined : suspect.file.measures.at(-1);
    if (!last || suspect.status === 'NONE') throw new Error('no measure');
    expect(mapStatement(suspect.file, last, 'ES')).toHaveProperty('leftOut');
  });

  it('comes back from the log as it was, with the proposal that named it', () => {
    const events = f.historyOf(...withA, suspendOn('LEGAL_ORDER', law));
    const copies = events.map((event) => {
      // Each member of the union meets the format of its own type.
      const format = caseCodec[event.type] as {
        encode(e: CaseEvent): Uint8Array;
        decode(d: Uint8Array): CaseEvent;
      };
      return format.decode(format.encode(event));
    });
    expect(copies).toEqual(events);
    expect(fold(caseDecider, copies)).toEqual(fold(caseDecider, events));
  });
});

describe('point (c): the versions of what took part by itself', () => {
  const versions = { policyHash: f.POLICY_HASH, modelVersion: '7' };

  it('are the policy document whose rule was breached, and the classifier whose verdicts were counted', () => {
    expect(lastStatement([warn])).toMatchObject(versions);
    const { text } = renderNotice(
      {
        ...{ statement: lastStatement([warn]), measureId: f.WARNING_NOTICE },
        ...{ subjectId: f.SENDER, reversed: false },
      },
      'en',
    );
    expect(text).toContain(f.POLICY_HASH);
    expect(text).toContain('Version of the classifier of texts: 7.');
  });

  it('are those of the evidence where people decide on what a machine found', () => {
    const reasons = p.reasonsOf('evd-snd-1-1-2', p.ADDED);
    expect(lastStatement([...withA, { ...p.emergency, reasons }])).toMatchObject(versions);
  });

  it('are absent where people found it, and the classifier where no verdict was counted', () => {
    const found = lastStatement([...withA, p.emergency]);
    expect(found).not.toHaveProperty('policyHash');
    expect(found).not.toHaveProperty('modelVersion');
    const silent = f.reportOf(f.findingAt(f.START_US, { modelVersion: '' }));
    expect(lastStatement([silent])).not.toHaveProperty('modelVersion');
  });

  it('are all versions whose verdicts lie in the window, and no others', () => {
    const window = new SenderWindow(60_000);
    const send = (atUs: number, classifier: string): void => {
      window.add({
        ...{ type: 'MessageReleased', senderId: f.SENDER, organisationId: f.ORGANISATION },
        ...{
          atUs,
          seq: 1,
          recipient: 'r',
          familyId: 'a',
          linkMismatch: false,
          tool: '',
          classifier,
        },
      });
    };
    expect(window.classifierVersions).toBe('');
    send(f.START_US, '6');
    send(f.START_US + 1, '8');
    send(f.START_US + 2, '7');
    expect(window.classifierVersions).toBe('6, 7, 8');
    send(f.START_US + f.HOUR_US, '9');
    expect(window.classifierVersions).toBe('9');
    window.reset();
    expect(window.classifierVersions).toBe('');
  });
});
