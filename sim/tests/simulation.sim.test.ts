import {
  type CaseCommand,
  type CaseEvent,
  caseDecider,
  type Evidence,
} from '@hustings/enforcement/simulation';
import { ok } from '@hustings/kernel';
import { describe, expect, it } from 'vitest';
import { INVARIANTS } from '../src/invariants.ts';
import { shrink } from '../src/shrink.ts';
import { play, simulate } from '../src/simulate.ts';
import type { CaseDecider } from '../src/world.ts';

const NAMES = Object.keys(INVARIANTS);

/** The real decider, with its events changed on the way out. */
function broken(change: (events: CaseEvent[], command: CaseCommand) => CaseEvent[]): CaseDecider {
  return {
    ...caseDecider,
    decide(command, state) {
      const result = caseDecider.decide(command, state);
      return result.ok ? ok(change(result.value, command)) : result;
    },
  };
}

/** Changes events one by one. */
function each(change: (event: CaseEvent) => CaseEvent): CaseDecider {
  return broken((events) => events.map(change));
}

const DAY_US = 86_400_000_000;

/** A way to break the decider for each sentence. */
const SABOTAGE: Record<string, CaseDecider> = {
  'no sanction stands without its evidence, its reasons and a notice issued no later than it starts':
    each((event) => (event.type === 'NoticeIssued' ? { ...event, atUs: event.atUs + 1 } : event)),
  'a restriction follows on a warning, or a graver measure, whose notice was delivered an hour before':
    {
      ...caseDecider,
      decide: (command, state) =>
        caseDecider.decide(
          'ladder' in command
            ? { ...command, ladder: { ...command.ladder, minGapAfterDeliveryMs: 0 } }
            : command,
          state,
        ),
    },
  'a suspension that was heard, and a notice of a ban, begin only when their reasons count as delivered':
    each((event) =>
      event.type === 'SanctionImposed' && event.step === 'T04'
        ? { ...event, startsAtUs: event.startsAtUs - DAY_US }
        : event,
    ),
  'no ban without an earlier measure, a notice of thirty days, and no appeal open': each((event) =>
    event.type === 'SanctionImposed' && event.standing === 'BAN_NOTICE'
      ? { ...event, bansAtUs: event.startsAtUs }
      : event,
  ),
  'nobody is banned but from a notice of a ban': each((event) =>
    event.type === 'SanctionImposed' && event.standing === 'SUSPENDED'
      ? { ...event, standing: 'BANNED', step: 'T06', endsAtUs: null }
      : event,
  ),
  'the machine warns and restricts, and imposes nothing harder by itself': each((event) =>
    event.type === 'SanctionImposed' && event.standing === 'SUSPENDED'
      ? { ...event, decidedBy: 'system' }
      : event,
  ),
  'nothing is decided on a private screenshot or a tip alone': {
    ...caseDecider,
    // Tips are taken for complaints.
    decide: (command, state) =>
      caseDecider.decide(command, state.status === 'NONE' ? state : withTipsAsLog(state)),
  },
  'whoever reviews an appeal took no part before': {
    ...caseDecider,
    decide: (command, state) =>
      command.type === 'DecideAppeal' && state.status !== 'NONE'
        ? renamed(caseDecider.decide({ ...command, reviewer: 'nobody' }, state), command.reviewer)
        : caseDecider.decide(command, state),
  },
  'one credential is never two of reporter, proposer, decider and reviewer': each((event) =>
    event.type === 'MeasureProposed' ? { ...event, proposedBy: 'off-1' } : withReporter(event),
  ),
  'nobody with a conflict of interest acts': {
    ...caseDecider,
    decide: (command, state) =>
      caseDecider.decide('conflicted' in command ? { ...command, conflicted: [] } : command, state),
  },
  'what an appeal overturned no longer stands': broken((events) =>
    events.some(({ type }) => type === 'AppealDefaulted' || type === 'AppealUpheld')
      ? events.filter(({ type }) => type !== 'SanctionEnded')
      : events,
  ),
  'a restriction ends at its instant, and the machine never prolongs one': each((event) =>
    event.type === 'SanctionImposed' && event.standing === 'RESTRICTED'
      ? { ...event, endsAtUs: event.endsAtUs + 1 }
      : event,
  ),
  'an emergency suspension that nobody ratified is over after a day': each((event) =>
    event.type === 'SanctionImposed' && event.standing === 'SUSPENDED' && event.emergency
      ? { ...event, endsAtUs: event.endsAtUs + 1 }
      : event,
  ),
  'every account of a mass action has a finding of its own, and three approvers': each((event) =>
    event.type === 'SanctionImposed' ? { ...event, approvedBy: [] } : event,
  ),
  'a suspension rests on a report of equal treatment without an unexplained gap': each((event) =>
    event.type === 'SanctionImposed'
      ? ({ ...event, statement: { ...event.statement, parity: null } } as CaseEvent)
      : event,
  ),
  'each notice is delivered once and each sanction ends once': broken((events) =>
    events.flatMap((event): CaseEvent[] =>
      event.type === 'NoticeDelivered' ? [event, event] : [event],
    ),
  ),
  'what was due by itself has happened once all clocks are right': broken((events, command) =>
    command.type === 'EndSanction' ? [] : events,
  ),
  'a replay of the log arrives at what both replicas hold': {
    ...caseDecider,
    evolve: (state, event) =>
      event.type === 'NoticeDelivered' ? state : caseDecider.evolve(state, event),
  },
  'an outsider who replays the log finds nothing wrong with the process': each((event) =>
    event.type === 'AppealDefaulted' ? { ...event, atUs: event.decideByUs - 1 } : event,
  ),
};

const OUTSIDER = 'an outsider who replays the log finds nothing wrong with the process';

/** What the log of the cases alone does not show. */
const HIDDEN = new Set([
  // Conflicts are declared elsewhere.
  'nobody with a conflict of interest acts',
  // Timers and replicas are the simulation's own.
  'what was due by itself has happened once all clocks are right',
  'a replay of the log arrives at what both replicas hold',
]);

function withTipsAsLog(state: Parameters<CaseDecider['decide']>[1]) {
  if (state.status === 'NONE') return state;
  const evidence: Evidence[] = state.file.evidence.map((item) => {
    if (item.evidenceClass !== 'F' && item.evidenceClass !== 'E') return item;
    const { provenance: _, ...rest } = item;
    return { ...rest, evidenceClass: 'A', logSeqs: [1] };
  });
  return { ...state, file: { ...state.file, evidence } };
}

function renamed(result: ReturnType<CaseDecider['decide']>, reviewer: string): typeof result {
  if (!result.ok) return result;
  return ok(
    result.value.map(
      (event) => ('reviewer' in event ? { ...event, reviewer } : event) as CaseEvent,
    ),
  );
}

/** All evidence comes from one hand. */
function withReporter(event: CaseEvent): CaseEvent {
  if (event.type !== 'EvidenceAdded') return event;
  return { ...event, evidence: { ...event.evidence, submittedBy: 'off-1' } };
}

const found = new Map<string, string[]>();

/** Sentences that do not hold with a decider that breaks one: of the first runs in which that one and the outsider's fail, or of all. */
function foundWhenBroken(name: string): string[] {
  const known = found.get(name);
  if (known) return known;
  const decider = SABOTAGE[name];
  const failed = new Set<string>();
  for (let seed = 1; seed <= 12; seed++) {
    const { result } = simulate({ runs: 100, seed, ...(decider ? { decider } : {}) });
    for (const [sentence, runs] of Object.entries(result.invariants)) {
      if (runs > 0) failed.add(sentence);
    }
    if (failed.has(name) && (failed.has(OUTSIDER) || HIDDEN.has(name))) break;
  }
  found.set(name, [...failed]);
  return [...failed];
}

describe('the simulated machine', () => {
  it('keeps every sentence in 500 runs, and reaches every kind of measure', {
    timeout: 120_000,
  }, () => {
    const { result, counterexamples } = simulate({ runs: 500, seed: 20_261_122 });
    expect(counterexamples).toEqual([]);
    expect(result.invariants).toEqual(Object.fromEntries(NAMES.map((name) => [name, 0])));
    const wanted = [
      'RESTRICTED',
      'SUSPENDED',
      'BAN_NOTICE',
      'BANNED',
      'AppealUpheld',
      'SuspensionRatified',
    ];
    expect(wanted.filter((what) => !result.reached[what])).toEqual([]);
  });

  it('does the same for the same seed', () => {
    const once = simulate({ runs: 20, seed: 5 });
    expect(simulate({ runs: 20, seed: 5 })).toEqual(once);
    expect(simulate({ runs: 20, seed: 6 }).result.reached).not.toEqual(once.result.reached);
  });

  it('has a way to break each sentence', () => {
    expect(Object.keys(SABOTAGE).sort()).toEqual([...NAMES].sort());
  });

  it.each(NAMES)('sees it when the decider is broken: %s', { timeout: 120_000 }, (name) => {
    expect(foundWhenBroken(name)).toContain(name);
  });

  it.each(NAMES.filter((name) => !HIDDEN.has(name)))(
    'lets an outsider see it: %s',
    {
      timeout: 120_000,
    },
    (name) => {
      expect(foundWhenBroken(name)).toContain(OUTSIDER);
    },
  );

  it('shrinks a counterexample to steps that are all needed, with a trace that people can read', () => {
    const name = 'a restriction ends at its instant, and the machine never prolongs one';
    const decider = SABOTAGE[name];
    if (!decider) throw new Error('there is one');
    const { counterexamples } = simulate({ runs: 60, seed: 1, decider });
    const found = counterexamples.find(({ invariant }) => invariant === name);
    expect(found?.steps.length).toBeLessThan(20);
    for (const left of found?.steps.map((_, at) => found.steps.filter((__, i) => i !== at)) ?? []) {
      expect(INVARIANTS[name]?.(play(left, decider))).toBeNull();
    }
    expect(found?.trace).toMatch(/ h {2}\S+ +cas-\S+: .*RESTRICTED snc-/);
  });

  it('shrinks to nothing more than what fails', () => {
    const fails = (list: number[]) => list.includes(3) && list.includes(8);
    expect(shrink([1, 2, 3, 4, 5, 6, 7, 8, 9], fails)).toEqual([3, 8]);
  });
});
