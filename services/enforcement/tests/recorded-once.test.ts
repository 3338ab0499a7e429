import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { exportDecider } from '../src/domain/dsa/export-aggregate.ts';
import { claimDecider } from '../src/domain/mass-action/proposal-claim.ts';
import {
  CONFLICT_LASTS_US,
  type Conflict,
  type ConflictDeclared,
  type DeclareConflict,
  effectiveUntilUs,
  officerDecider,
} from '../src/domain/officer/decider.ts';
import { DAY_US, START_US } from './fixtures.ts';

describe('a proposal', () => {
  const bind = { type: 'BindProposal', proposalId: 'prp-1', atUs: START_US } as const;
  const bound = { ...bind, type: 'ProposalBound', massActionId: 'mas-1' } as const;

  it('is bound by the first mass action that names it', () => {
    expect(given(claimDecider, []).when({ ...bind, massActionId: 'mas-1' })).toEqual({
      events: [bound],
    });
  });

  it.each(['mas-1', 'mas-2'])('that is bound is not bound again by %s', (massActionId) => {
    expect(given(claimDecider, [bound]).when({ ...bind, massActionId })).toEqual({
      rejected: { reason: 'PROPOSAL_BOUND', massActionId: 'mas-1' },
    });
  });
});

describe('an export of statements', () => {
  const order = {
    type: 'RecordExport',
    ...{ exportId: 'exp-1', puids: ['p-1'], measureIds: ['snc-1'] },
    ...{ exportedBy: 'crd-counsel', atUs: START_US },
  } as const;
  const exported = { ...order, type: 'StatementsExported' } as const;

  it('is recorded', () => {
    expect(given(exportDecider, []).when(order)).toEqual({ events: [exported] });
  });

  it('is recorded once', () => {
    expect(given(exportDecider, [exported]).when(order)).toEqual({
      rejected: { reason: 'EXPORT_EXISTS' },
    });
  });
});

describe('a conflict of interest', () => {
  const conflict: Conflict = {
    ...{ officerId: 'crd-1', organisationId: 'org-1', endedAtUs: 0, atUs: START_US },
    kind: 'PARTY',
  };
  const declare: DeclareConflict = { type: 'DeclareConflict', ...conflict };
  const declared: ConflictDeclared = { type: 'ConflictDeclared', ...conflict };
  const many = Array.from({ length: 500 }, (_, index) => ({
    ...declared,
    organisationId: `org-${index}`,
  }));

  it.each<[string, ConflictDeclared[], DeclareConflict]>([
    ['for the first time', [], declare],
    ['of another kind', [declared], { ...declare, kind: 'COMPETITOR' }],
    ['towards another organisation', [declared], { ...declare, organisationId: 'org-2' }],
    ['that ends now', [], { ...declare, endedAtUs: START_US }],
    ['that has ended since', [declared], { ...declare, endedAtUs: START_US - DAY_US }],
    [
      'as the last that there is room for',
      many.slice(1),
      { ...declare, organisationId: 'org-new' },
    ],
  ])('is declared %s', (_, before, command) => {
    const { type: _type, ...rest } = command;
    expect(given(officerDecider, before).when(command)).toEqual({
      events: [{ type: 'ConflictDeclared', ...rest }],
    });
  });

  it.each<[string, ConflictDeclared[], DeclareConflict, object]>([
    ['twice', [declared], declare, { reason: 'CONFLICT_DECLARED_ALREADY' }],
    [
      'with an end that has not come',
      [],
      { ...declare, endedAtUs: START_US + 1 },
      { reason: 'CONFLICT_ENDS_LATER' },
    ],
    [
      'after five hundred others',
      many,
      { ...declare, organisationId: 'org-new' },
      { reason: 'CONFLICTS_FULL', max: 500 },
    ],
  ])('is not declared %s', (...[, before, command, rejected]) => {
    expect(given(officerDecider, before).when(command)).toEqual({ rejected });
  });

  it('has effect as long as it lasts, and five years more', () => {
    expect(effectiveUntilUs(conflict)).toBeNull();
    expect(effectiveUntilUs({ ...conflict, endedAtUs: START_US })).toBe(
      START_US + CONFLICT_LASTS_US,
    );
  });
});
