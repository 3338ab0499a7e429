import { Scope, Source } from '@hustings/contracts/optout';
import { Role } from '@hustings/contracts/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshAddress, LedgerWorld } from './support/ledger-world.ts';

const ORGANISATION = 'org-a';
let world: LedgerWorld;

beforeAll(async () => {
  world = await LedgerWorld.create();
});
afterAll(async () => {
  await world.close();
});

describe('what each caller may do', () => {
  it('an organisation sees its own opt-outs and never those of another', async () => {
    const address = freshAddress();
    const reply = { inboundId: 'in-own', organisationId: ORGANISATION, text: 'STOP' };
    await world.client().handleReply({ ...reply, address });
    const own = await world.clientAs(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    expect((await own.getSuppression({ address })).suppressions).toHaveLength(1);
    const other = await world.clientAs(Role.ROLE_ORGANISATION_ADMIN, 'org-b');
    expect((await other.getSuppression({ address })).suppressions).toEqual([]);
    await expect(
      other.getSuppression({ address, organisationId: ORGANISATION }),
    ).rejects.toMatchObject({ reason: 'OTHER_ORGANISATION' });
  });

  it.each([
    ['a tool opts out', Role.ROLE_TOOL, {}, 'ROLE_MISSING'],
    ['an auditor opts out', Role.ROLE_AUDITOR, {}, 'ROLE_MISSING'],
    [
      'an organisation opts out for another',
      Role.ROLE_ORGANISATION_ADMIN,
      { organisationId: 'org-b' },
      'OTHER_ORGANISATION',
    ],
    [
      'an organisation empties its rivals’ lists',
      Role.ROLE_ORGANISATION_ADMIN,
      { scope: Scope.SCOPE_ALL_POLITICAL },
      'SCOPE_NOT_ALLOWED',
    ],
    [
      'an organisation speaks for the provider',
      Role.ROLE_ORGANISATION_ADMIN,
      { source: Source.SOURCE_PROVIDER },
      'SOURCE_NOT_ALLOWED',
    ],
    [
      'an organisation speaks for a reply',
      Role.ROLE_ORGANISATION_ADMIN,
      { source: Source.SOURCE_REPLY },
      'SOURCE_NOT_ALLOWED',
    ],
  ])('%s: refused', async (...[, role, fields, reason]) => {
    const organisationId = role === Role.ROLE_AUDITOR ? '' : ORGANISATION;
    const client = await world.clientAs(role, organisationId);
    await expect(
      client.optOut({
        address: freshAddress(),
        scope: Scope.SCOPE_ORGANISATION,
        source: Source.SOURCE_ON_BEHALF,
        ...fields,
      }),
    ).rejects.toMatchObject({ reason });
  });

  it('only a service hands replies in', async () => {
    await expect(
      world.client(world.operatorToken).handleReply({
        inboundId: 'in-x',
        address: freshAddress(),
        organisationId: ORGANISATION,
        text: 'STOP',
      }),
    ).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
  });
});

describe('a request that cannot be meant', () => {
  it.each([
    ['no number', { address: 'five' }, 'ADDRESS_NOT_A_NUMBER'],
    ['an impossible number', { address: '+34123' }, 'ADDRESS_IMPOSSIBLE'],
    ['no address', { address: '' }, 'ADDRESS_EMPTY'],
    ['no organisation', { organisationId: '' }, 'ID_INVALID'],
    ['an organisation that is no id', { organisationId: 'a.b' }, 'ID_INVALID'],
    ['a sender that is no id', { scope: Scope.SCOPE_SENDER, scopeId: 'a b' }, 'ID_INVALID'],
    ['no scope', { scope: Scope.SCOPE_UNSPECIFIED }, 'SCOPE_MISSING'],
    ['no source', { source: Source.SOURCE_UNSPECIFIED }, 'SOURCE_MISSING'],
    ['a sender scope without a sender', { scope: Scope.SCOPE_SENDER }, 'SCOPE_ID_MISMATCH'],
  ])('%s: refused, and the message never repeats the address', async (...[, fields, reason]) => {
    const request = {
      address: freshAddress(),
      organisationId: ORGANISATION,
      scope: Scope.SCOPE_ORGANISATION,
      source: Source.SOURCE_ON_BEHALF,
      ...fields,
    };
    const failure: unknown = await world
      .client()
      .optOut(request)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason });
    const { message } = failure as Error;
    expect(request.address === '' || !message.includes(request.address)).toBe(true);
  });

  it.each([
    ['no inbound id', { inboundId: '' }, 'INBOUND_ID_INVALID'],
    ['an endless inbound id', { inboundId: 'x'.repeat(257) }, 'INBOUND_ID_INVALID'],
    ['no number', { address: '12' }, 'ADDRESS_NOT_A_NUMBER'],
    ['no organisation', { organisationId: '' }, 'ID_INVALID'],
  ])('a reply with %s: refused', async (...[, fields, reason]) => {
    const request = { inboundId: 'in-y', address: freshAddress(), organisationId: ORGANISATION };
    await expect(
      world.client().handleReply({ ...request, text: 'STOP', ...fields }),
    ).rejects.toMatchObject({ reason });
  });
});
