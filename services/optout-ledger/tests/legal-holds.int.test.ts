import { Role } from '@hustings/contracts/registry';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forgeLegalHold, forgeLegalHoldLifted, forgeOrganisation } from './support/forge.ts';
import { freshAddress, LedgerWorld } from './support/ledger-world.ts';
import { sealedFor } from './support/sealed-for.ts';
import { filesHolding } from './support/stored-bytes.ts';

const ORGANISATION = 'org-held';
const RIVAL = 'org-free';
const REASON = 'request of the person, letter 12';
const DAY_MS = 86_400_000;
const hold = { holdId: 'lgh-1', organisationId: ORGANISATION };
let world: LedgerWorld;

beforeEach(async () => {
  world = await LedgerWorld.create();
  await forgeOrganisation(world.log, ORGANISATION);
  await forgeOrganisation(world.log, RIVAL);
});
afterEach(() => world.close());

function seal(address: string, organisationId = ORGANISATION) {
  return sealedFor(world, { address, text: 'vota el domingo', organisationId });
}

it('a person’s keys stay while everything of the organisation is held, and are destroyed once it is lifted', async () => {
  const address = freshAddress();
  const { wrapped } = await seal(address);
  await seal(address, RIVAL);
  await forgeLegalHold(world.log, hold);
  const admin = world.privacy(await world.tokenAs(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION));
  await expect(admin.eraseRecipient({ address, reason: REASON })).rejects.toMatchObject({
    reason: 'LEGAL_HOLD',
    message: expect.stringContaining('lgh-1'),
  });

  const byStaff = await world.privacy().eraseRecipient({ address, reason: REASON });
  expect(byStaff.erased.map(({ organisationId }) => organisationId)).toEqual([RIVAL]);
  expect(byStaff.heldBack).toMatchObject([
    { organisationId: ORGANISATION, legalHoldIds: ['lgh-1'] },
  ]);
  expect(filesHolding(world.dir, [wrapped])).not.toEqual([]);

  await forgeLegalHoldLifted(world.log, hold);
  const { erased } = await admin.eraseRecipient({ address, reason: REASON });
  expect(erased).toMatchObject([{ organisationId: ORGANISATION, keyDestroyed: true }]);
  expect(filesHolding(world.dir, [wrapped])).toEqual([]);
});

it('a hold on one case keeps no recipient’s key', async () => {
  const address = freshAddress();
  await seal(address);
  await forgeLegalHold(world.log, { ...hold, caseId: 'cas-snd-1-1' });
  const { erased, heldBack } = await world.privacy().eraseRecipient({ address, reason: REASON });
  expect(erased).toMatchObject([{ organisationId: ORGANISATION, keyDestroyed: true }]);
  expect(heldBack).toEqual([]);
});

it('retention leaves what a hold covers, with what was stored after it, until it is lifted', async () => {
  await seal(freshAddress());
  await seal(freshAddress(), RIVAL);
  const later = Date.now() + 400 * DAY_MS;
  const clock = { nowUs: () => BigInt(later) * 1_000n, monotonicMs: () => performance.now() };
  await world.restartLedger({ clock });
  const content = async (apply: boolean) => {
    const { rules } = await world.privacy().applyRetention({ dryRun: !apply });
    return rules.find(({ id }) => id === 'message-content');
  };
  expect(await content(false)).toMatchObject({ due: 2n, heldBack: 0n, legalHoldIds: [] });

  await forgeLegalHold(world.log, { ...hold, caseId: 'cas-snd-1-1' });
  expect(await content(true)).toMatchObject({ due: 0n, heldBack: 2n, legalHoldIds: ['lgh-1'] });

  const beginsUs = BigInt(later - 10 * DAY_MS) * 1_000n;
  await forgeLegalHoldLifted(world.log, hold);
  // What begins to be covered after everything that is due holds nothing back.
  await forgeLegalHold(world.log, { ...hold, holdId: 'lgh-2', coversFromUs: beginsUs });
  expect(await content(true)).toMatchObject({ due: 2n, heldBack: 0n, legalHoldIds: [] });
  expect(await content(false)).toMatchObject({ due: 0n, heldBack: 0n });
});
