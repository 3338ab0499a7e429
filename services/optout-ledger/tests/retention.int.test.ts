import { RetentionApplied } from '@hustings/contracts/optout';
import { Role } from '@hustings/contracts/registry';
import { ContentStore } from '@hustings/privacy';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { forgeEvidence, forgeOrganisation, forgePolicy, forgeReply } from './support/forge.ts';
import { freshAddress, LedgerWorld } from './support/ledger-world.ts';
import { sealedFor } from './support/sealed-for.ts';

const ORGANISATION = 'org-retention';
const DAY_MS = 86_400_000;
let world: LedgerWorld;

beforeAll(async () => {
  world = await LedgerWorld.create();
  await forgeOrganisation(world.log, ORGANISATION);
});
afterAll(async () => {
  await world.close();
});

/** Restarts the ledger with a clock that is ahead of an instant, and stands still. */
async function goAhead(days: number, ofMs = Date.now()): Promise<void> {
  const nowUs = () => BigInt(ofMs + days * DAY_MS) * 1_000n;
  await world.restartLedger({ clock: { nowUs, monotonicMs: () => performance.now() } });
}

async function dueOf(ruleId: string): Promise<number> {
  const { rules } = await world.privacy().listRetentionDue({});
  return Number(rules.find(({ id }) => id === ruleId)?.due);
}

function sealed(isReply: boolean) {
  const message = { address: freshAddress(), text: 'hola', organisationId: ORGANISATION };
  return sealedFor(world, { ...message, isReply });
}

/** Whether somebody who opens the streams anew still finds the text. */
async function isThere({ content }: Awaited<ReturnType<typeof sealed>>): Promise<boolean> {
  const contents = await ContentStore.open(world.connection);
  return (await contents.getItem('0', content)) !== null;
}

describe('the retention schedule', () => {
  it('removes texts of recipients after ninety days, in between those of organisations, which stay', async () => {
    const [first, reply, second, later] = [
      await sealed(false),
      await sealed(true),
      await sealed(false),
      await sealed(true),
    ];
    expect(await dueOf('inbound-texts')).toBe(0);
    await goAhead(89);
    expect(await dueOf('inbound-texts')).toBe(0);
    await goAhead(91);
    expect(await dueOf('inbound-texts')).toBe(2);
    expect(await dueOf('message-content')).toBe(0);
    expect(await isThere(reply)).toBe(true);

    const { rules } = await world.privacy().applyRetention({});
    expect(Number(rules.find(({ id }) => id === 'inbound-texts')?.due)).toBe(2);
    expect(await Promise.all([first, reply, second, later].map(isThere))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(await dueOf('inbound-texts')).toBe(0);
    const rule = { aggregate: 'retention', id: 'inbound-texts' };
    const recorded = await world.log.load({ partition: '0', context: 'privacy', ...rule });
    expect(recorded?.commit.events).toMatchObject([{ eventType: 'privacy.RetentionApplied.v1' }]);
  });

  it('counts and removes what was stored before the instant, and nothing after it', async () => {
    const before = await sealed(true);
    const storedMs = Date.now();
    await vi.waitUntil(() => Date.now() > storedMs + 10);
    const after = await sealed(true);
    await goAhead(90, storedMs + 5);
    expect(await dueOf('inbound-texts')).toBe(1);
    await world.privacy().applyRetention({});
    expect(await Promise.all([before, after].map(isThere))).toEqual([false, true]);
    expect(await dueOf('inbound-texts')).toBe(0);
  });

  it('keeps the text that a case cites, beyond thirteen months as well, and no other', async () => {
    const [cited, other] = [await sealed(true), await sealed(true)];
    for (const [reply, isCited] of [
      [cited, true],
      [other, false],
    ] as const) {
      const logSeq = await forgeReply(world.log, {
        organisationId: ORGANISATION,
        recipient: reply.ref.pseudonym,
        contentSeq: reply.content.seq,
      });
      if (isCited) await forgeEvidence(world.log, { organisationId: ORGANISATION, logSeq });
    }
    await goAhead(91);
    await world.privacy().applyRetention({});
    expect([await isThere(cited), await isThere(other)]).toEqual([true, false]);
    await goAhead(500);
    await world.privacy().applyRetention({});
    expect([await isThere(cited), await isThere(other)]).toEqual([true, false]);
  });

  it('removes what organisations wrote after thirteen months, and records it', async () => {
    const message = await sealed(false);
    await goAhead(395);
    expect(await dueOf('message-content')).toBe(0);
    await goAhead(397);
    const count = await dueOf('message-content');
    expect(count).toBeGreaterThan(0);
    expect(await dueOf('message-content')).toBe(count);
    const { rules, version } = await world.privacy().applyRetention({});
    expect(Number(rules.find(({ id }) => id === 'message-content')?.due)).toBe(count);
    expect(version).not.toBe('');
    expect(await isThere(message)).toBe(false);
    expect(await dueOf('message-content')).toBe(0);
  });

  it('follows the policy document as soon as it is in force, without a restart', async () => {
    await goAhead(0);
    const reply = await sealed(true);
    const inForce = async () => world.privacy().getPrivacyPolicy({});
    const before = await inForce();
    expect(before.rules.find(({ id }) => id === 'inbound-texts')?.days).toBe(90);
    await goAhead(31);
    expect(await dueOf('inbound-texts')).toBe(0);

    const rowsUnseen = { organisation: 4, staff: 3, service: 2, allPolitical: 1 };
    const hash = await forgePolicy(world.log, {
      imports: { windowMs: 3_600_000, rowsUnseen },
      retention: { inboundTextsMs: 30 * DAY_MS },
    });
    await expect.poll(async () => (await inForce()).version).toBe(hash);
    expect((await inForce()).imports).toMatchObject({ windowS: 3_600, ...rowsUnseen });
    expect(await dueOf('inbound-texts')).toBeGreaterThan(0);
    const { version } = await world.privacy().applyRetention({});
    expect(version).toBe(hash);
    expect(await isThere(reply)).toBe(false);
    const recorded = await world.events('0', 'privacy.RetentionApplied.v1', RetentionApplied);
    expect(recorded.at(-1)).toMatchObject({ ruleId: 'inbound-texts', version: hash });

    await goAhead(31);
    expect((await inForce()).version).toBe(hash);
  });

  it('is the operator’s', async () => {
    const administrator = await world.tokenAs(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    const call = world.privacy(administrator).applyRetention({});
    await expect(call).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
    const look = world.privacy(administrator).getPrivacyPolicy({});
    await expect(look).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
  });
});
