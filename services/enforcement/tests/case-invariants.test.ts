import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppealCommand, ReviewOutcome } from '../src/domain/case/appeal/commands.ts';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import { caseDecider } from '../src/domain/case/decider.ts';
import type { CaseEvent, RestrictionImposed } from '../src/domain/case/events.ts';
import { countsAfterUs } from '../src/domain/case/ladder.ts';
import { type CaseState, type KnownCase, standingAt } from '../src/domain/case/state.ts';
import * as f from './fixtures.ts';

type Order =
  | 'ReportBreach'
  | 'DeliverNotice'
  | 'EndSanction'
  | 'LapseWarning'
  | AppealCommand['type'];

type Step = {
  order: Order;
  waitUs: number;
  pick: number;
  flag: boolean;
  uphold: boolean;
  /** Which outcome a reviewer wants. */
  want: number;
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
      ...(['FileAppeal', 'FileAppeal', 'DecideAppeal', 'WithdrawAppeal'] as const),
      ...(['DefaultAppeal', 'AnnulMeasures'] as const),
    ),
    waitUs: fc.constantFrom(
      0,
      1,
      f.SECOND_US,
      2 * f.HOUR_US,
      2 * f.HOUR_US,
      80 * f.HOUR_US,
      31 * f.DAY_US,
    ),
    pick: fc.integer({ min: 1, max: 4 }),
    flag: fc.boolean(),
    uphold: fc.boolean(),
    want: fc.nat({ max: 3 }),
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

function commandOf({ order, pick, flag, uphold, want }: Step, nowUs: number): CaseCommand {
  const { ladder } = f;
  switch (order) {
    case 'ReportBreach':
      return f.reportOf(f.findingAt(nowUs - pick * f.SECOND_US), { nowUs });
    case 'DeliverNotice': {
      const how = flag ? 'FETCHED' : 'DEEMED';
      return { type: order, noticeId: `ntc-snd-1-1-${pick}`, how, ladder, nowUs };
    }
    case 'EndSanction':
      return { type: order, sanctionId: `snc-snd-1-1-${pick}`, ladder, nowUs };
    case 'LapseWarning':
      return { type: order, ladder, nowUs };
    case 'FileAppeal': {
      const measureId = flag ? `snc-snd-1-1-${1 + (pick % 2)}` : f.WARNING_NOTICE;
      const filedBy = people[pick - 1] ?? '';
      const { organisationId, grounds } = f.story.appeal;
      const newEvidence = uphold ? '' : 'A new witness.';
      return {
        ...{ type: order, measureId, organisationId, filedBy, grounds, newEvidence, ladder, nowUs },
        ...{ stay: false, onBehalfOf: '', inCampaign: flag, pauses: [] },
      };
    }
    case 'DecideAppeal': {
      const reviewer = people[pick - 1] ?? '';
      const appealId = `apl-snd-1-1-${flag ? 1 : 2}`;
      const outcome = outcomes(nowUs)[want];
      if (!outcome) throw new Error('no outcome');
      const decided = { appealId, reviewer, outcome, reasons: 'Reasons.', copies: [] };
      return { type: order, ...decided, conflicted: [], nowUs };
    }
    case 'WithdrawAppeal': {
      const { organisationId } = f.story.appeal;
      return { type: order, appealId: f.APPEAL, organisationId, withdrawnBy: 'crd-admin', nowUs };
    }
    case 'DefaultAppeal':
      return { type: order, appealId: f.APPEAL, copies: ['tool:int-1'], nowUs };
    case 'DecideStay':
      return { ...f.story.uphold, type: order, grant: flag, nowUs };
    case 'DefaultStay':
      return { type: order, appealId: f.APPEAL, nowUs };
    case 'AnnulMeasures': {
      const fromUs = nowUs - pick * f.HOUR_US;
      return { type: order, holdId: 'hld-1', fromUs, untilUs: nowUs, decidedBy: 'crd-3', nowUs };
    }
  }
}

function outcomes(nowUs: number): ReviewOutcome[] {
  return [
    { type: 'MEASURE_STANDS' },
    { type: 'OVERTURNED' },
    { type: 'SENT_BACK' },
    { type: 'MODIFIED', endsAtUs: nowUs + f.HOUR_US },
  ];
}

function checkAll(invariant: (recorded: Recorded[]) => void, seed?: number): void {
  fc.assert(
    fc.property(steps, (plan) => invariant(play(plan))),
    seed === undefined ? { numRuns: 2000 } : { numRuns: 2000, seed },
  );
}

/** Rare events come up in most runs of 2,000 plans, and in every one with this seed. */
const REACHING_SEED = 7;

const isSanction = (item: Recorded): item is Recorded & { event: RestrictionImposed } =>
  item.event.type === 'SanctionImposed' && item.event.standing === 'RESTRICTED';

describe('whatever is ordered in whatever sequence', () => {
  it('reaches every kind of event, so that the sentences below say something', () => {
    const seen = new Set<string>();
    checkAll((recorded) => {
      for (const { event } of recorded) seen.add(event.type);
    }, REACHING_SEED);
    // A reduction needs a reviewer while a restriction runs: too rare here, it has its own tests.
    seen.delete('AppealModified');
    expect([...seen].sort()).toEqual(
      [
        ...['AppealDefaulted', 'AppealDismissed', 'AppealFiled'],
        ...['AppealSentBack', 'AppealUpheld', 'AppealWithdrawn', 'CaseClosed', 'CaseOpened'],
        ...['CopiesMarked', 'MeasureAnnulled', 'MeasureReversed'],
        ...['EvidenceAdded', 'NoticeDelivered', 'NoticeIssued', 'SanctionEnded'],
        ...['SanctionImposed', 'Warned', 'WarningDelivered'],
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
        ENDINGS.has(event.type) && 'appealId' in event ? event.appealId : [],
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
        if ('reviewer' in event) {
          expect(involved.has(event.reviewer)).toBe(false);
          involved.add(event.reviewer);
        }
      }
    });
  });

  it('a measure that was overturned binds nobody any more', () => {
    checkAll((recorded) => {
      for (const item of recorded.filter(({ event }) => REVERSALS.has(event.type))) {
        const { file, status } = stateAfterCommit(recorded, item.commit);
        const left = file.measures.filter(({ reversed }) => !reversed);
        for (const { sanctionId } of file.live) {
          expect(left.map(({ measureId }) => measureId)).toContain(sanctionId);
        }
        if (left.length === 0) expect(status).toBe('CLOSED');
      }
    });
  });

  it('no measure stands once the time to decide on it was missed', () => {
    checkAll((recorded) => {
      for (const { event, nowUs, before } of recorded) {
        if (event.type !== 'AppealDismissed' || before.status === 'NONE') continue;
        const appeal = before.file.appeals.find((each) => each.appealId === event.appealId);
        expect(nowUs).toBeLessThan(appeal?.decideByUs ?? 0);
      }
    }, REACHING_SEED);
  });
});

const ENDINGS: ReadonlySet<string> = new Set([
  ...['AppealUpheld', 'AppealDismissed', 'AppealModified', 'AppealSentBack'],
  ...['AppealDefaulted', 'AppealWithdrawn'],
]);

const REVERSALS: ReadonlySet<string> = new Set([
  ...['AppealUpheld', 'AppealSentBack', 'AppealDefaulted', 'MeasureAnnulled'],
]);

function stateAfterCommit(recorded: Recorded[], commit: number): KnownCase {
  const until = recorded.filter((item) => item.commit <= commit).map(({ event }) => event);
  const state = f.stateAfter(until);
  if (state.status === 'NONE') throw new Error('no case');
  return state;
}
