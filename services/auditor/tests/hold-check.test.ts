import {
  CompromiseHoldLifted,
  CompromiseHoldPlaced,
  HoldNoticeSent,
  HoldReviewed,
  OwnerReverified,
} from '@hustings/contracts/enforcement';
import type { RecordedEvent } from '@hustings/contracts/log';
import { describe, expect, it } from 'vitest';
import { HoldCheck } from '../src/domain/hold-check.ts';

const holdId = 'hld-org-1-1';

function record(eventType: string, data: Uint8Array): RecordedEvent {
  return { eventId: '', eventType: `enforcement.${eventType}.v1`, data: Buffer.from(data) };
}

function placed(change: Partial<CompromiseHoldPlaced> = {}) {
  const event = { holdId, reasons: 'A foreign login.', decidedBy: 'crd-moderator', ...change };
  return record(
    'CompromiseHoldPlaced',
    CompromiseHoldPlaced.encode(CompromiseHoldPlaced.fromPartial(event)).finish(),
  );
}
function told(contact: string) {
  const event = HoldNoticeSent.fromPartial({ holdId, contact });
  return record('HoldNoticeSent', HoldNoticeSent.encode(event).finish());
}
function reviewed(reviewer: string) {
  const event = HoldReviewed.fromPartial({ holdId, reviewer });
  return record('HoldReviewed', HoldReviewed.encode(event).finish());
}
function reverified(verifiedBy: string) {
  const event = OwnerReverified.fromPartial({ holdId, verifiedBy });
  return record('OwnerReverified', OwnerReverified.encode(event).finish());
}
function lifted(liftedBy: string, confirmed = true) {
  const event = CompromiseHoldLifted.fromPartial({ holdId, liftedBy, confirmed });
  return record('CompromiseHoldLifted', CompromiseHoldLifted.encode(event).finish());
}

function faultsOf(...commits: RecordedEvent[][]): string[] {
  const check = new HoldCheck();
  return commits
    .flatMap((events) => check.take(events))
    .map((fault) => fault.replace(`hold ${holdId}`, ''));
}

describe('the log shows', () => {
  const orderly = [
    [placed(), told('crd-admin')],
    [reviewed('crd-reviewer')],
    [reverified('crd-operator')],
    [lifted('crd-reviewer')],
  ];

  it('nothing amiss in an orderly hold, nor in one that lapsed', () => {
    expect(faultsOf(...orderly)).toEqual([]);
    expect(faultsOf([placed(), told('crd-admin')], [lifted('system', false)])).toEqual([]);
  });

  it.each<[string, RecordedEvent[][], string]>([
    ['a hold of which nobody was told', [[placed()]], ' told nobody'],
    [
      'a hold of which the suspect device was told',
      [[placed({ suspectCredentialIds: ['crd-thief'] }), told('crd-thief')]],
      ' told the suspect device',
    ],
    [
      'a review by who placed it',
      [[placed(), told('crd-admin')], [reviewed('crd-moderator')]],
      ' was reviewed by crd-moderator, who placed it',
    ],
    [
      'a return without a verification',
      [[placed(), told('crd-admin')], [lifted('crd-reviewer')]],
      ' was lifted before the owner was verified anew',
    ],
    [
      'a return by who verified the owner',
      [[placed(), told('crd-admin')], [reverified('crd-operator')], [lifted('crd-operator')]],
      ' was lifted by crd-operator, who took part before',
    ],
    ['a return from no hold', [[lifted('crd-reviewer')]], 'was lifted and never placed'],
  ])('%s', (_, commits, fault) => {
    expect(faultsOf(...commits).map((each) => each.trim())).toEqual([fault.trim()]);
  });
});
