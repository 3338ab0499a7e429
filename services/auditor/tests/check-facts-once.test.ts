import {
  AppealDefaulted,
  AppealDismissed,
  AppealFiled,
  AppealSentBack,
  AppealUpheld,
  MeasureAnnulled,
  MeasureReversed,
  SanctionImposed,
  Standing,
  StatementOfReasons,
  Warned,
} from '@hustings/contracts/enforcement';
import { describe, expect, it } from 'vitest';
import { noteMeasure } from '../src/domain/case-measures.ts';
import { emptyCase, type StoredEvent } from '../src/domain/case-record.ts';
import { noteAppeal } from '../src/domain/check-appeals.ts';
import { faultsOfFacts, type Imposing } from '../src/domain/check-facts-once.ts';

function imposing(measure: Standing, ...evidenceIds: string[]): Imposing {
  return { measure, evidenceIds, prolongs: '', isLeft: false };
}

function citing(...evidenceIds: string[]): StatementOfReasons {
  return StatementOfReasons.fromPartial({ evidenceIds });
}

function event<T>(
  name: string,
  type: { fromPartial(message: object): T; encode(message: T): { finish(): Uint8Array } },
  change: object,
): StoredEvent {
  const data = type.encode(type.fromPartial({ sanctionId: 'snc-1', appealId: 'apl-1', ...change }));
  return { eventType: `enforcement.${name}.v1`, data: data.finish() };
}

const restricted = event('SanctionImposed', SanctionImposed, {
  standing: Standing.STANDING_RESTRICTED,
  statement: citing('evd-1', 'evd-2'),
});
const warned = event('Warned', Warned, {
  noticeId: 'ntc-1',
  statement: citing('evd-1'),
});
const filed = event('AppealFiled', AppealFiled, {});

function recordOf(...events: StoredEvent[]) {
  const record = emptyCase();
  for (const each of events) {
    noteMeasure(record, each);
    noteAppeal(record, { ...each, seq: 1 });
  }
  return record;
}

const AGAIN = ['rests on facts that were counted before'];

describe('facts', () => {
  const { STANDING_RESTRICTED: RESTRICTED, STANDING_SUSPENDED: SUSPENDED } = Standing;

  it.each<[string, StoredEvent[], Imposing, string[]]>([
    ['count for a first measure', [], imposing(RESTRICTED, 'evd-1'), []],
    [
      'count once for a kind of measure',
      [restricted],
      imposing(RESTRICTED, 'evd-9', 'evd-2'),
      AGAIN,
    ],
    ['count for a graver one', [restricted], imposing(SUSPENDED, 'evd-1'), []],
    ['of a warning count for what follows', [warned], imposing(RESTRICTED, 'evd-1'), []],
    [
      'of a warning count for one warning',
      [warned],
      imposing(Standing.STANDING_WARNED, 'evd-1'),
      AGAIN,
    ],
    ['that are new count', [restricted], imposing(RESTRICTED, 'evd-9'), []],
  ])('%s', (...[, before, measure, faults]) => {
    expect(faultsOfFacts(recordOf(...before), measure)).toEqual(faults);
  });

  it.each<[string, StoredEvent[]]>([
    ['upheld', [filed, event('AppealUpheld', AppealUpheld, {})]],
    ['sent back', [filed, event('AppealSentBack', AppealSentBack, {})]],
    ['missed', [filed, event('AppealDefaulted', AppealDefaulted, {})]],
    ['annulled', [event('MeasureAnnulled', MeasureAnnulled, {})]],
    ['reversed with a mass action', [event('MeasureReversed', MeasureReversed, {})]],
  ])('of a measure that was taken back count for nothing: %s', (...[, ending]) => {
    const record = recordOf(restricted, ...ending);
    expect(faultsOfFacts(record, imposing(SUSPENDED, 'evd-1'))).toEqual(AGAIN);
  });

  it('of a measure that stands after an appeal count for a graver one', () => {
    const record = recordOf(restricted, filed, event('AppealDismissed', AppealDismissed, {}));
    expect(faultsOfFacts(record, imposing(SUSPENDED, 'evd-1'))).toEqual([]);
  });

  it('of a measure are those of what prolongs it, and nothing else is prolonged', () => {
    const same = imposing(RESTRICTED, 'evd-1');
    expect(faultsOfFacts(recordOf(restricted), { ...same, prolongs: 'snc-1' })).toEqual([]);
    expect(faultsOfFacts(recordOf(restricted), { ...same, prolongs: 'snc-9' })).toEqual([
      'prolongs a measure that is not in the case',
    ]);
  });

  it('of a suspension that nobody ratified are those of the restriction that is left', () => {
    const left = { ...imposing(RESTRICTED, 'evd-1'), isLeft: true };
    const suspended = event('SanctionImposed', SanctionImposed, {
      ...{ sanctionId: 'snc-2', standing: SUSPENDED, statement: citing('evd-1') },
    });
    expect(faultsOfFacts(recordOf(restricted, suspended), left)).toEqual([]);
    expect(faultsOfFacts(recordOf(restricted), left)).toEqual(['is what is left of no suspension']);
  });
});
