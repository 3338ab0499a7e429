import {
  ConflictKind,
  RemedyServiceDefinition,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { OrganisationRegistered, Role } from '@hustings/contracts/registry';
import { partitionOf } from '@hustings/kernel';
import { Clients } from '@hustings/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logStores } from '../src/adapters/log-stores.ts';
import { activatePolicy, ORGANISATION, SENDER, World } from './world.ts';

const card = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: SENDER };
const CASE = `cas-${SENDER}-1`;
const said = { authority: 'Order 12/2026.', reasons: 'The court asks for the messages.' };
const reason = 'The order was withdrawn.';

describe('a legal hold, by people with credentials of their own', () => {
  let world: World;
  let address: string;
  const clients = new Clients();

  beforeEach(async () => {
    world = await World.create();
    address = (await world.startReplica()).address;
    await activatePolicy(world, address);
    const organisation = { organisationId: ORGANISATION, name: 'B' };
    const data = OrganisationRegistered.encode(
      OrganisationRegistered.fromPartial({ organisation }),
    );
    const partition = partitionOf(ORGANISATION, world.log.layout);
    await world.append(
      { partition, context: 'registry', aggregate: 'organisation', id: ORGANISATION },
      { eventType: 'registry.OrganisationRegistered.v1', data: data.finish() },
    );
  });
  afterEach(() => world.close());

  async function as(role: Role, organisationId = '') {
    const { token, cases } = await world.caller(address, role, organisationId);
    return { cases, remedy: clients.create(RemedyServiceDefinition, { address, token }) };
  }

  it('stands on the card, changes no standing, and is lifted by a second person only', async () => {
    const [admin, moderator] = [
      await as(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION),
      await as(Role.ROLE_MODERATOR),
    ];
    const [counsel, reviewer] = [await as(Role.ROLE_COUNSEL), await as(Role.ROLE_REVIEWER)];
    const before = await admin.remedy.getCapabilityCard(card);
    const asked = { organisationId: ORGANISATION, ...said };
    await expect(admin.remedy.placeLegalHold(asked)).rejects.toMatchObject({
      reason: 'ROLE_MISSING',
    });
    const placed = await moderator.remedy.placeLegalHold(asked);
    const legalHoldId = placed.legalHold?.legalHoldId ?? '';
    expect(placed.legalHold).toMatchObject({ organisationId: ORGANISATION, status: 'STANDING' });

    const shown = await admin.remedy.getCapabilityCard(card);
    expect(shown).toMatchObject({ standing: before.standing, overlays: ['LEGAL_HOLD'] });
    expect(shown.capabilities).toEqual(before.capabilities);
    expect(shown.text).toContain('nothing is deleted');
    const own = await admin.remedy.listLegalHolds({});
    expect(own.legalHolds).toMatchObject([{ legalHoldId, placedBy: '', ...said }]);
    expect((await counsel.remedy.listLegalHolds({})).legalHolds).toMatchObject([{ legalHoldId }]);

    const lift = { legalHoldId, reason };
    await expect(reviewer.remedy.liftLegalHold(lift)).rejects.toMatchObject({
      reason: 'LIFT_NOT_ASKED',
    });
    await counsel.remedy.askLegalHoldLift(lift);
    await expect(counsel.remedy.liftLegalHold(lift)).rejects.toMatchObject({
      reason: 'LIFTER_INVOLVED',
    });
    expect((await admin.remedy.getCapabilityCard(card)).overlays).toEqual(['LEGAL_HOLD']);
    const lifted = await reviewer.remedy.liftLegalHold(lift);
    expect(lifted.legalHold).toMatchObject({ status: 'LIFTED', liftReason: reason });
    expect((await admin.remedy.getCapabilityCard(card)).overlays).toEqual([]);
    expect((await admin.remedy.listLegalHolds({})).legalHolds).toEqual([]);
    const { legalHolds } = await admin.remedy.listLegalHolds({ includeLifted: true });
    expect(legalHolds).toMatchObject([{ status: 'LIFTED' }]);
    const { signal } = new AbortController();
    expect(await logStores(world.log).legalHolds.verifySnapshots('0', signal)).toEqual([]);
  });

  it('names one case or one organisation that is there, and nobody with a conflict of interest has a hand in it', async () => {
    const moderator = await as(Role.ROLE_MODERATOR);
    for (const [scope, why] of [
      [{}, 'SCOPE_INVALID'],
      [{ organisationId: ORGANISATION, caseId: CASE }, 'SCOPE_INVALID'],
      [{ organisationId: 'org-unknown' }, 'ORGANISATION_UNKNOWN'],
      [{ caseId: CASE }, 'CASE_UNKNOWN'],
    ] as const) {
      const asked = moderator.remedy.placeLegalHold({ ...scope, ...said });
      await expect(asked).rejects.toMatchObject({ reason: why });
    }
    await moderator.cases.openCase({
      ...{ ...card, organisationId: ORGANISATION, clause: 'terms 4.2 (version 1)' },
      whyNotNarrower: 'The tool named no seat.',
    });
    const { legalHold } = await moderator.remedy.placeLegalHold({ caseId: CASE, ...said });
    expect(legalHold).toMatchObject({ organisationId: ORGANISATION, caseId: CASE });
    expect((await moderator.remedy.getCapabilityCard(card)).overlays).toEqual(['LEGAL_HOLD']);
    const kind = ConflictKind.CONFLICT_KIND_PARTY;
    await moderator.cases.declareConflict({ organisationId: ORGANISATION, kind });
    const lift = { legalHoldId: legalHold?.legalHoldId ?? '', reason };
    await expect(moderator.remedy.askLegalHoldLift(lift)).rejects.toMatchObject({
      reason: 'CONFLICT_OF_INTEREST',
    });
    await expect(
      moderator.remedy.placeLegalHold({ organisationId: ORGANISATION, ...said }),
    ).rejects.toMatchObject({ reason: 'CONFLICT_OF_INTEREST' });
    await expect(
      moderator.remedy.askLegalHoldLift({ legalHoldId: 'lgh-unknown', reason }),
    ).rejects.toMatchObject({ reason: 'LEGAL_HOLD_UNKNOWN' });
  });
});
