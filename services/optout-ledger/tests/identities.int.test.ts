import { LinkKind, NumberReport, Source } from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Acts, ORGANISATION } from './support/acts.ts';
import { freshAddress } from './support/ledger-world.ts';

let acts: Acts;

beforeAll(async () => {
  acts = await Acts.begin();
});
afterAll(async () => {
  await acts.world.close();
});

describe('numbers of one person', () => {
  const proof = 'declared-1';
  const kind = LinkKind.LINK_KIND_SAME_PERSON;

  it('share opt-outs of before and after the link, both ways, in one answer', async () => {
    const [first, second, third] = [freshAddress(), freshAddress(), freshAddress()];
    await acts.reply(first, 'STOP');
    const linked = await acts.world.acts().linkIdentities({
      organisationId: ORGANISATION,
      firstAddress: first,
      secondAddress: second,
      kind,
      proof,
    });
    expect(linked.followed).toBe(1);
    expect(await acts.suppressionsOf(second)).toMatchObject([{ source: Source.SOURCE_IDENTITY }]);
    await acts.world.acts().linkIdentities({
      organisationId: ORGANISATION,
      firstAddress: third,
      secondAddress: second,
      kind,
      proof,
    });
    expect(await acts.suppressionsOf(third)).toHaveLength(1);
  });

  it('are followed over several links by a later STOP, and START lifts only the number that wrote', async () => {
    const [a, b, c] = [freshAddress(), freshAddress(), freshAddress()];
    for (const [firstAddress, secondAddress] of [
      [a, b],
      [b, c],
    ] as const) {
      await acts.world
        .acts()
        .linkIdentities({ organisationId: ORGANISATION, firstAddress, secondAddress, kind, proof });
    }
    await acts.reply(c, 'STOP');
    expect(await acts.suppressionsOf(a)).toHaveLength(1);
    expect(await acts.suppressionsOf(b)).toHaveLength(1);
    await acts.reply(a, 'START');
    expect(await acts.suppressionsOf(a)).toEqual([]);
    expect(await acts.suppressionsOf(b)).toHaveLength(1);
    expect(await acts.suppressionsOf(c)).toHaveLength(1);
  });

  it('are nobody else’s: another organisation sees nothing of them', async () => {
    const [a, b] = [freshAddress(), freshAddress()];
    await acts.world.acts().linkIdentities({
      organisationId: ORGANISATION,
      firstAddress: a,
      secondAddress: b,
      kind,
      proof,
    });
    await acts.reply(a, 'STOP');
    expect(await acts.suppressionsOf(b, 'org-b')).toEqual([]);
  });

  it('that changed, or have a new owner, lose their consent and keep their opt-outs', async () => {
    const [old, fresh] = [freshAddress(), freshAddress()];
    const consent = {
      organisationId: ORGANISATION,
      source: 'web-form',
      wording: 'Yes, write to me',
      proof: 'form-1',
    };
    const givenAt = timestampFromUs(BigInt(Date.now() - 1_000) * 1000n);
    for (const address of [old, fresh]) {
      await acts.world
        .acts(acts.world.operatorToken)
        .recordConsent({ ...consent, address, givenAt });
    }
    const changed = LinkKind.LINK_KIND_NUMBER_CHANGED;
    await acts.world.acts().linkIdentities({
      organisationId: ORGANISATION,
      firstAddress: old,
      secondAddress: fresh,
      kind: changed,
      proof,
    });
    expect(await acts.consentOf(old)).toMatchObject({ given: false });
    expect(await acts.consentOf(fresh)).toMatchObject({ given: true });
    const reported = await acts.world.acts().reportNumber({
      address: fresh,
      organisationId: ORGANISATION,
      report: NumberReport.NUMBER_REPORT_REASSIGNED,
      proof: 'rnd-2026-11',
    });
    expect(reported.consentVoided).toBe(true);
    expect(await acts.suppressionsOf(fresh)).toMatchObject([{ source: Source.SOURCE_NUMBER }]);
    expect(await acts.suppressionsOf(old)).toHaveLength(1);
  });

  it('cannot be linked to themselves', async () => {
    const address = freshAddress();
    const link = acts.world.acts().linkIdentities({
      organisationId: ORGANISATION,
      firstAddress: address,
      secondAddress: address,
      kind,
      proof,
    });
    await expect(link).rejects.toMatchObject({ reason: 'LINK_TO_ITSELF' });
  });
});

describe('a consent', () => {
  const request = {
    organisationId: ORGANISATION,
    source: 'paper',
    wording: 'Yes',
    proof: 'paper-7',
  };

  it('cannot lift an opt-out, and one of before it stays dead after a START', async () => {
    const address = freshAddress();
    const before = timestampFromUs(BigInt(Date.now() - 5_000) * 1000n);
    await acts.reply(address, 'STOP');
    const staff = acts.world.acts(acts.world.operatorToken);
    await expect(
      staff.recordConsent({ ...request, address, givenAt: before }),
    ).rejects.toMatchObject({ reason: 'OPT_OUT_STANDS' });
    await acts.reply(address, 'START');
    expect(await acts.consentOf(address)).toMatchObject({ given: true, source: 'reply' });
    await expect(
      staff.recordConsent({ ...request, address, givenAt: before }),
    ).rejects.toMatchObject({ reason: 'CONSENT_DEAD' });
  });

  it('is refused without words, without a date and from the future', async () => {
    const address = freshAddress();
    const staff = acts.world.acts(acts.world.operatorToken);
    const now = timestampFromUs(BigInt(Date.now()) * 1000n);
    const later = timestampFromUs(BigInt(Date.now() + 3_600_000) * 1000n);
    for (const [fields, reason] of [
      [{ wording: ' ', givenAt: now }, 'WORDING_INVALID'],
      [{}, 'GIVEN_AT_MISSING'],
      [{ givenAt: later }, 'CONSENT_IN_FUTURE'],
      [{ givenAt: now, proof: 'ana@example.org' }, 'ID_INVALID'],
    ] as const) {
      await expect(staff.recordConsent({ ...request, address, ...fields })).rejects.toMatchObject({
        reason,
      });
    }
  });
});
