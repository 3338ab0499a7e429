import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import { caseDecider } from '../src/domain/case/decider.ts';
import type { CaseEvent, SanctionImposed } from '../src/domain/case/events.ts';
import { countsAfterUs } from '../src/domain/case/ladder.ts';
import { type CaseState, standingAt } from '../src/domain/case/state.ts';
import * as f from './fixtures.ts';

type Step = {
  order: CaseCommand['type'];
  waitUs: number;
  pick: number;
  flag: boolean;
  uphold: boolean;
};

interface Recorded {
  event: CaseEvent;
  /** Index of the commit: events of one commit share it. */
  commit: number;
  nowUs: number;
  before: CaseState;
}

const people = ['system', 'crd-admin', 'crd-reviewer', 'crd-other'];

const steps = fc.array(
  fc.record<Step>({
    order: fc.constantFrom(
      'ReportBreach',
      'ReportBreach',
      'DeliverNotice',
      'DeliverNotice',
      'EndSanction',
      'LapseWarning',
      'FileAppeal',
      'DecideAppeal',
    ),
    waitUs: fc.constantFrom(0, 1, f.SECOND_US, 2 * f.HOUR_US, 80 * f.HOUR_US, 31 * f.DAY_US),
    pick: fc.integer({ min: 1, max: 4 }),
    flag: fc.boolean(),
    uphold: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
);

/** Random orders, most of them refused, and what they left in the log. */
function play(plan: Step[]): Recorded[] {
  const recorded: Recorded[] = [];
  let state = caseDecider.initialState();
  let nowUs = f.START_US;
  for (const [commit, step] of plan.entries()) {
    nowUs += step.waitUs;
    const result = caseDecider.decide(commandOf(step, nowUs), state);
    const before = state;
    for (const event of result.ok ? result.value : []) {
      recorded.push({ event, commit, nowUs, before });
      state = caseDecider.evolve(state, event);
    }
  }
  return recorded;
}

function commandOf({ order, pick, flag, uphold }: Step, nowUs: number): CaseCommand {
  const { ladder } = f;
  switch (order) {
    case 'ReportBreach':
      return f.reportOf(f.findingAt(nowUs - pick * f.SECOND_US), { nowUs });
    case 'DeliverNotice': {
      const how = flag ? 'FETCHED' : 'DEEMED';
      return { type: order, noticeId: `ntc-snd-1-1-${pick}`, how, ladder, nowUs };
    }
    case 'EndSanction':
      return { type: order, sanctionId: `snc-snd-1-1-${pick}`, nowUs };
    case 'LapseWarning':
      return { type: order, ladder, nowUs };
    case 'FileAppeal': {
      const measureId = flag ? `snc-snd-1-1-${pick}` : f.WARNING_NOTICE;
      const filedBy = people[pick - 1] ?? '';
      const { organisationId, grounds } = f.story.appeal;
      return { type: order, measureId, organisationId, filedBy, grounds, ladder, nowUs };
    }
    case 'DecideAppeal': {
      const reviewer = people[pick - 1] ?? '';
      const appealId = `apl-snd-1-1-${flag ? 1 : 2}`;
      return { type: order, appealId, reviewer, uphold, reasons: 'Reasons.', nowUs };
    }
  }
}

function checkAll(invariant: (recorded: Recorded[]) => void, seed?: number): void {
  fc.assert(
    fc.property(steps, (plan) => invariant(play(plan))),
    { numRuns: 2000, ...(seed === undefined ? {} : { seed }) },
  );
}

/** Rare events come up in most runs of 2,000 plans, and in every one with this seed. */
const REACHING_SEED = 7;

const isSanction = (item: Recorded): item is Recorded & { event: SanctionImposed } =>
  item.event.type === 'SanctionImposed';

describe('whatever is ordered in whatever sequence', () => {
  it('reaches every kind of event, so that the sentences below say something', () => {
    const seen = new Set<string>();
    checkAll((recorded) => {
      for (const { event } of recorded) seen.add(event.type);
    }, REACHING_SEED);
    expect([...seen].sort()).toEqual(
      [
        ...['AppealDismissed', 'AppealFiled', 'AppealUpheld', 'CaseClosed', 'CaseOpened'],
        ...['EvidenceAdded', 'NoticeDelivered', 'NoticeIssued', 'SanctionEnded'],
        ...['SanctionImposed', 'Warned'],
      ].sort(),
    );
  });

  it('no sanction stands in the log without its evidence, its statement and its notice', () => {
    checkAll((recorded) => {
      for (const { event, commit } of recorded.filter(isSanction)) {
        const together = recorded.filter((item) => item.commit === commit).map((i) => i.event);
        const evidence = together.find((item) => item.type === 'EvidenceAdded');
        expect(evidence?.evidence.evidenceId).toBe(event.statement.evidenceIds[0]);
        const notice = together.find((item) => item.type === 'NoticeIssued');
        expect(notice?.noticeId).toBe(event.noticeId);
        expect(notice?.atUs).toBeLessThanOrEqual(event.startsAtUs);
      }
    });
  });

  it('no sanction rests on facts from before the delivery of a warning and its gap', () => {
    checkAll((recorded) => {
      for (const { event, before, nowUs } of recorded.filter(isSanction)) {
        const countsAfter = countsAfterUs(before, f.ladder);
        expect(countsAfter).not.toBeNull();
        expect(nowUs).toBeGreaterThan(countsAfter ?? Number.POSITIVE_INFINITY);
        const delivered = recorded.some(
          (item) =>
            item.event.type === 'NoticeDelivered' &&
            item.nowUs + f.ladder.minGapAfterDeliveryMs * 1000 < event.startsAtUs,
        );
        expect(delivered).toBe(true);
      }
    });
  });

  it('a restriction ends at its instant and nobody can make it longer', () => {
    checkAll((recorded) => {
      for (const { event } of recorded.filter(isSanction)) {
        expect(event.endsAtUs - event.startsAtUs).toBe(f.ladder.restrictionMs * 1000);
        const state = f.stateAfter(
          recorded
            .slice(0, recorded.findIndex((item) => item.event === event) + 1)
            .map((i) => i.event),
        );
        expect(standingAt(state, event.endsAtUs)).toBe('WARNED');
      }
    });
  });

  it('a subject has at most one live sanction', () => {
    checkAll((recorded) => {
      let live = 0;
      for (const { event } of recorded) {
        if (event.type === 'SanctionImposed') live++;
        if (event.type === 'SanctionEnded') live--;
        expect(live).toBeGreaterThanOrEqual(0);
        expect(live).toBeLessThanOrEqual(1);
      }
    });
  });

  it('every sanction and every appeal ends once', () => {
    checkAll((recorded) => {
      const ended = recorded.flatMap(({ event }) =>
        event.type === 'SanctionEnded' ? event.sanctionId : [],
      );
      const decided = recorded.flatMap(({ event }) =>
        event.type === 'AppealUpheld' || event.type === 'AppealDismissed' ? event.appealId : [],
      );
      expect(new Set(ended).size).toBe(ended.length);
      expect(new Set(decided).size).toBe(decided.length);
    });
  });

  it('a reviewer took part in no earlier step', () => {
    checkAll((recorded) => {
      const involved = new Set<string>();
      for (const { event } of recorded) {
        if (event.type === 'EvidenceAdded') involved.add(event.evidence.submittedBy);
        if (event.type === 'SanctionImposed') involved.add(event.decidedBy);
        if (event.type === 'AppealFiled') involved.add(event.filedBy);
        if (event.type === 'AppealUpheld' || event.type === 'AppealDismissed') {
          expect(involved.has(event.reviewer)).toBe(false);
          involved.add(event.reviewer);
        }
      }
    });
  });

  it('an upheld appeal leaves the subject with nothing against it', () => {
    checkAll((recorded) => {
      const events = recorded.map((item) => item.event);
      const upheld = recorded.find((item) => item.event.type === 'AppealUpheld');
      if (!upheld) return;
      const after = events.slice(0, recorded.findLastIndex((i) => i.commit === upheld.commit) + 1);
      expect(standingAt(f.stateAfter(after), upheld.nowUs)).toBe('ACTIVE');
    });
  });
});
