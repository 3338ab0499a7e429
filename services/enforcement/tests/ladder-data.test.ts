import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EVIDENCE_CLASSES } from '../src/domain/case/evidence.ts';
import { EMERGENCY_GROUNDS, PROCESS_RULES } from '../src/domain/case/process.ts';
import { STANDINGS, STEPS, type StandingAfter } from '../src/domain/case/steps.ts';

const data = JSON.parse(
  readFileSync(
    new URL('../../../packages/policy/data/2026-11-21/enforcement-ladder.json', import.meta.url),
    'utf8',
  ),
);
const policy = JSON.parse(
  readFileSync(new URL('../../../examples/policies/default.json', import.meta.url), 'utf8'),
);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Row {
  id: string;
  frm: string;
  to: string;
  who: string[];
  evidence: string;
  clock: string;
}

const rows = new Map((data.transitions as Row[]).map((row) => [row.id, row]));

function row(id: string): Row {
  const found = rows.get(id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

describe('the ladder of the machine is that of the data', () => {
  it('has its standings, in its order', () => {
    expect(STANDINGS).toEqual(Object.keys(data.states));
  });

  it('has its steps and no other; T08 and T09 have rules of their own', () => {
    const elsewhere = ['T08', 'T09'];
    expect(Object.keys(STEPS).sort()).toEqual(
      [...rows.keys()].filter((id) => !elsewhere.includes(id)).sort(),
    );
  });

  it.each(Object.entries(STEPS))('%s leads from where to where the data says', (id, step) => {
    expect(step.from).toEqual(row(id).frm.split('|'));
    expect(step.to).toBe(row(id).to);
  });

  it.each([
    ['T01', ['system', 'moderator']],
    ['T02', ['system', 'moderator']],
    ['T03', ['system']],
    ['T04', ['moderator proposes', 'second reviewer decides']],
    ['T05', ['moderator proposes', '2 deciders', 'not the T04 people']],
    ['T06', ['system on expiry']],
    ['T07', ['moderator']],
    ['T10', ['2 deciders']],
  ] as const)('%s is taken by those whom the data names', (id, who) => {
    expect(row(id).who).toEqual(who);
    const words = { system: /system/, moderator: /^moderator$/, panel: /decide/ };
    for (const actor of STEPS[id].who) {
      expect(who.some((each) => words[actor].test(each))).toBe(true);
    }
  });

  it('has its clocks', () => {
    expect(row('T01').clock).toContain('30 days');
    expect(row('T02').clock).toContain('72 h');
    expect(row('T02').evidence).toContain('>=1 h after the warning was delivered');
    expect(row('T04').clock).toContain('<=14 days');
    expect(row('T04').evidence).toContain('72 h to answer');
    expect(row('T05').clock).toBe('30 days');
    expect(row('T07').clock).toContain('24 h');
    const { ladder } = policy.enforcement;
    expect({
      lapsesAfterMs: ladder.warning.lapsesAfterMs,
      gapMs: ladder.warning.minGapAfterDeliveryMs,
      restrictionMs: ladder.restriction.durationMs,
      ...PROCESS_RULES,
    }).toEqual({
      lapsesAfterMs: 30 * DAY_MS,
      gapMs: HOUR_MS,
      restrictionMs: 72 * HOUR_MS,
      suspensionMaxMs: 14 * DAY_MS,
      answerWithinMs: 72 * HOUR_MS,
      banNoticeMs: 30 * DAY_MS,
      ratifyWithinMs: 24 * HOUR_MS,
      strikeLapsesAfterMs: data.strikes.lapse_days * DAY_MS,
      nearVoteMs: Number(/within (\d+) days/.exec(data.near_election)?.[1]) * DAY_MS,
      massActionStageMs:
        Number(/, (\d+) h apart/.exec(data.mass_action.needs.join())?.[1]) * HOUR_MS,
    });
  });

  it('has its classes of evidence, and its closed list of emergencies', () => {
    expect(EVIDENCE_CLASSES).toEqual(Object.keys(data.evidence_classes));
    const listed = row('T07').evidence.replace('closed list: ', '').split(', ');
    expect(EMERGENCY_GROUNDS).toHaveLength(listed.length);
  });

  it('cannot express the way from ACTIVE to BANNED', () => {
    // Neither line compiles once a step leads there.
    const leadsNowhereElse: StandingAfter<'ACTIVE'>[] = ['WARNED', 'SUSPENDED'];
    const isImpossible: 'BANNED' extends StandingAfter<'ACTIVE'> ? false : true = true;
    expect(leadsNowhereElse).not.toContain('BANNED');
    expect(data.forbidden.includes('ACTIVE->BANNED')).toBe(isImpossible);
  });
});
