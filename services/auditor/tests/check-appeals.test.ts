import {
  AppealDefaulted,
  AppealDismissed,
  AppealFiled,
  AppealModified,
  AppealSentBack,
  AppealUpheld,
  AppealWithdrawn,
} from '@hustings/contracts/enforcement';
import { describe, expect, it } from 'vitest';
import { emptyCase } from '../src/domain/case-record.ts';
import { faultsOfAppeal, noteAppeal, overdueAppeals } from '../src/domain/check-appeals.ts';

const HOUR_US = 3_600_000_000n;
const TYPES = {
  AppealDefaulted,
  AppealDismissed,
  AppealFiled,
  AppealModified,
  AppealSentBack,
  AppealUpheld,
  AppealWithdrawn,
};
const REVIEWS = ['AppealUpheld', 'AppealDismissed', 'AppealModified', 'AppealSentBack'] as const;

/** An event about appeal apl-1, which is to be decided by 100. */
function event(name: keyof typeof TYPES, change: object = {}) {
  const message = TYPES[name].fromPartial({
    ...{ appealId: 'apl-1', filedBy: 'crd-admin', decideByUs: 100n, atUs: 50n },
    ...{ reviewer: 'crd-reviewer', reasons: 'The link was right.' },
    ...change,
  });
  const data = TYPES[name].encode(message as never).finish();
  return { eventType: `enforcement.${name}.v1`, data, seq: 7 };
}

function recordOf(...events: ReturnType<typeof event>[]) {
  const record = emptyCase();
  for (const each of events) noteAppeal(record, each);
  return record;
}

const filed = event('AppealFiled');

describe('an appeal', () => {
  it.each(REVIEWS)('may end so: %s', (name) => {
    expect(faultsOfAppeal(recordOf(filed), event(name))).toEqual([]);
  });

  it.each<[string, ReturnType<typeof recordOf>, ReturnType<typeof event>]>([
    ['withdrawn', recordOf(filed), event('AppealWithdrawn')],
    ['decided by its clock', recordOf(filed), event('AppealDefaulted', { atUs: 100n })],
    ['upheld after its clock', recordOf(filed), event('AppealUpheld', { atUs: 101n })],
    ['reduced after its clock', recordOf(filed), event('AppealModified', { atUs: 101n })],
    ['dismissed in time', recordOf(filed), event('AppealDismissed', { atUs: 99n })],
    ['filed anew', recordOf(filed, event('AppealWithdrawn'), filed), event('AppealUpheld')],
  ])('may be %s', (...[, record, ending]) => {
    expect(faultsOfAppeal(record, ending)).toEqual([]);
  });

  it.each<[string, ReturnType<typeof recordOf>, ReturnType<typeof event>]>([
    ['was never filed', recordOf(), event('AppealUpheld')],
    ['was never filed', recordOf(), event('AppealDefaulted', { atUs: 100n })],
    ['was over before', recordOf(filed, event('AppealDismissed')), event('AppealUpheld')],
    [
      'was over before',
      recordOf(filed, event('AppealWithdrawn')),
      event('AppealDefaulted', { atUs: 100n }),
    ],
    [
      'was decided by its clock too early',
      recordOf(filed),
      event('AppealDefaulted', { atUs: 99n }),
    ],
    [
      'was dismissed after its clock had struck',
      recordOf(filed),
      event('AppealDismissed', { atUs: 100n }),
    ],
    ['was decided by no person', recordOf(filed), event('AppealSentBack', { reviewer: 'system' })],
    ['was decided by no person', recordOf(filed), event('AppealUpheld', { reviewer: '' })],
    [
      'was decided by crd-admin, who took part in an earlier step',
      recordOf(filed),
      event('AppealModified', { reviewer: 'crd-admin' }),
    ],
    ['was decided without reasons', recordOf(filed), event('AppealDismissed', { reasons: '' })],
  ])('%s: reported', (...[fault, record, ending]) => {
    expect(faultsOfAppeal(record, ending)).toEqual([`appeal apl-1 ${fault}`]);
  });

  it.each([
    ['open, an hour after its clock', [filed], 100n + HOUR_US, 0],
    ['open for longer', [filed], 101n + HOUR_US, 1],
    ['withdrawn', [filed, event('AppealWithdrawn')], 101n + HOUR_US, 0],
    ['decided by its clock', [filed, event('AppealDefaulted')], 101n + HOUR_US, 0],
    ['sent back', [filed, event('AppealSentBack')], 101n + HOUR_US, 0],
  ])('that nobody decided is reported with its filing: %s', (...[, events, asOfUs, count]) => {
    const text = 'appeal apl-1 was decided by nobody, nor by its clock';
    const found = overdueAppeals(recordOf(...events), asOfUs);
    expect(found).toEqual(count === 0 ? [] : [{ seq: 7, text }]);
  });
});
