import {
  CompromiseHoldLifted,
  CompromiseHoldPlaced,
  OwnerReverified,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { describe, expect, it } from 'vitest';
import { type Principal, refuseFrozen } from '../src/auth.ts';
import { Freezes } from '../src/freezes.ts';

const ORGANISATION = 'org-1';
const SENDER_HOLD = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: 'snd-1' };

function principal(credentialId: string, organisationId = ORGANISATION): Principal {
  const roles = [Role.ROLE_ORGANISATION_ADMIN];
  return { kind: 'credential', credentialId, roles, organisationId, intermediaryId: '' };
}

function placed(change: Partial<CompromiseHoldPlaced> = {}) {
  const event = CompromiseHoldPlaced.fromPartial({
    holdId: 'hld-1',
    subjectKind: SubjectKind.SUBJECT_KIND_ORGANISATION,
    subjectId: ORGANISATION,
    organisationId: ORGANISATION,
    suspectCredentialIds: ['crd-thief'],
    ...change,
  });
  const data = CompromiseHoldPlaced.encode(event).finish();
  return { eventType: 'enforcement.CompromiseHoldPlaced.v1', data };
}

function lifted(confirmed: boolean, holdId = 'hld-1') {
  const event = CompromiseHoldLifted.fromPartial({
    holdId,
    organisationId: ORGANISATION,
    confirmed,
  });
  const data = CompromiseHoldLifted.encode(event).finish();
  return { eventType: 'enforcement.CompromiseHoldLifted.v1', data };
}

function reverified(trustedCredentialId: string) {
  const event = OwnerReverified.fromPartial({ holdId: 'hld-1', trustedCredentialId });
  const data = OwnerReverified.encode(event).finish();
  return { eventType: 'enforcement.OwnerReverified.v1', data };
}

function after(...events: { eventType: string; data: Uint8Array<ArrayBuffer> }[]): Freezes {
  const freezes = new Freezes();
  for (const event of events) freezes.apply(event);
  return freezes;
}

describe('a compromise hold of an organisation', () => {
  it('freezes every credential of it, shuts the suspect one out, and leaves others alone', () => {
    const freezes = after(placed());
    expect(freezes.judge(principal('crd-admin'))).toEqual({
      ...principal('crd-admin'),
      frozenBy: 'hld-1',
    });
    expect(freezes.judge(principal('crd-thief'))).toBeNull();
    expect(freezes.judge(principal('crd-2', 'org-2'))).toEqual(principal('crd-2', 'org-2'));
    expect(freezes.holdOn(ORGANISATION)).toBe('hld-1');
  });

  it('gives the owner a credential that works before it is lifted, and only that one', () => {
    const freezes = after(placed(), reverified('crd-owner'));
    expect(freezes.judge(principal('crd-owner'))).toEqual(principal('crd-owner'));
    expect(freezes.judge(principal('crd-admin'))).toMatchObject({ frozenBy: 'hld-1' });
  });

  it('keeps the intruder out for good when there was one', () => {
    const freezes = after(placed(), lifted(true));
    expect(freezes.judge(principal('crd-admin'))).toEqual(principal('crd-admin'));
    expect(freezes.judge(principal('crd-thief'))).toBeNull();
    expect(freezes.holdOn(ORGANISATION)).toBeUndefined();
  });

  it('that was unfounded leaves nothing behind', () => {
    const freezes = after(placed(), lifted(false));
    expect(freezes.judge(principal('crd-thief'))).toEqual(principal('crd-thief'));
  });

  it('is not ended by the end of another one', () => {
    const freezes = after(placed(), placed({ holdId: 'hld-2' }), lifted(false, 'hld-1'));
    expect(freezes.judge(principal('crd-admin'))).toMatchObject({ frozenBy: 'hld-2' });
    expect(freezes.judge(principal('crd-thief'))).toBeNull();
  });
});

describe('a compromise hold of one sender', () => {
  it('shuts the suspect credential out and freezes no other', () => {
    const freezes = after(placed(SENDER_HOLD));
    expect(freezes.judge(principal('crd-admin'))).toEqual(principal('crd-admin'));
    expect(freezes.judge(principal('crd-thief'))).toBeNull();
  });
});

describe('a frozen credential', () => {
  const frozen: Principal = { ...principal('crd-admin'), frozenBy: 'hld-1' };

  it.each(['GetCase', 'ListCases', 'FetchNotices', 'WatchCampaign', 'ExportHistory'])(
    'may call %s',
    (method) => {
      expect(() => refuseFrozen(frozen, `/hustings.x.v1.XService/${method}`)).not.toThrow();
    },
  );

  it.each(['CancelMessages', 'IssueCredential', 'FileAppeal', 'PauseLane', 'PlaceHold'])(
    'may not call %s',
    (method) => {
      expect(() => refuseFrozen(frozen, `/hustings.x.v1.XService/${method}`)).toThrow(
        expect.objectContaining({ reason: 'CREDENTIAL_FROZEN' }),
      );
    },
  );
});
