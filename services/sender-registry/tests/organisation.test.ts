import { OrganisationKind } from '@hustings/contracts/registry';
import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import {
  type OrganisationCommand,
  type OrganisationEvent,
  type OrganisationProfile,
  organisationDecider,
} from '../src/domain/organisation.ts';

const PROFILE: OrganisationProfile = {
  organisationId: 'org-1',
  name: 'Partido del Puente',
  kind: OrganisationKind.ORGANISATION_KIND_PARTY,
  country: 'ES',
  hosts: ['partido.example', 'actua.partido.example'],
  language: 'es',
};

const REGISTERED: OrganisationEvent = { type: 'OrganisationRegistered', profile: PROFILE };
const VERIFIED: OrganisationEvent = {
  type: 'OrganisationVerified',
  organisationId: 'org-1',
  proof: 'register extract',
};
const REVOKED: OrganisationEvent = {
  type: 'OrganisationRevoked',
  organisationId: 'org-1',
  reason: 'the extract was forged',
};

const VERIFY: OrganisationCommand = { type: 'VerifyOrganisation', proof: 'register extract' };
const REVOKE: OrganisationCommand = {
  type: 'RevokeOrganisation',
  reason: 'the extract was forged',
};

describe('an organisation', () => {
  it('is declared when it registers, verified on proof, revoked for a reason', () => {
    expect(given(organisationDecider, []).when(register({}))).toEqual({ events: [REGISTERED] });
    expect(given(organisationDecider, [REGISTERED]).when(VERIFY)).toEqual({ events: [VERIFIED] });
    expect(given(organisationDecider, [REGISTERED, VERIFIED]).when(REVOKE)).toEqual({
      events: [REVOKED],
    });
    expect(given(organisationDecider, [REGISTERED]).state()).toMatchObject({ status: 'declared' });
    expect(given(organisationDecider, [REGISTERED, VERIFIED]).state()).toMatchObject({
      status: 'verified',
    });
    expect(given(organisationDecider, [REGISTERED, REVOKED]).state()).toMatchObject({
      status: 'revoked',
      profile: PROFILE,
    });
  });

  it.each<[string, OrganisationEvent[], OrganisationCommand]>([
    ['verified twice', [REGISTERED, VERIFIED], VERIFY],
    ['revoked twice', [REGISTERED, REVOKED], REVOKE],
  ])('%s: the second time nothing happens', (_, past, command) => {
    expect(given(organisationDecider, past).when(command)).toEqual({ events: [] });
  });

  it.for<[string, OrganisationEvent[], OrganisationCommand, string]>([
    ['registered under an id that exists', [REGISTERED], register({}), 'ORGANISATION_EXISTS'],
    ['with a name of one letter', [], register({ name: 'P' }), 'NAME_INVALID'],
    ['with a name of 101 letters', [], register({ name: 'a'.repeat(101) }), 'NAME_INVALID'],
    ['with a blank edge to its name', [], register({ name: ' Puente' }), 'NAME_INVALID'],
    ['with a line break in its name', [], register({ name: 'Pu\nente' }), 'NAME_INVALID'],
    ['with a hidden direction mark', [], register({ name: 'Pu\u202eente' }), 'NAME_INVALID'],
    ['without a kind', [], register({ kind: 0 }), 'KIND_MISSING'],
    ['with a country in small letters', [], register({ country: 'es' }), 'COUNTRY_INVALID'],
    ['with no country', [], register({ country: '' }), 'COUNTRY_INVALID'],
    ['with a URL for a host', [], register({ hosts: ['https://a.example'] }), 'HOST_INVALID'],
    ['with a host in capitals', [], register({ hosts: ['A.example'] }), 'HOST_INVALID'],
    ['with a host of one label', [], register({ hosts: ['localhost'] }), 'HOST_INVALID'],
    ['with an IP address for a host', [], register({ hosts: ['10.0.0.1'] }), 'HOST_INVALID'],
    ['in no language', [], register({ language: 'español' }), 'LANGUAGE_INVALID'],
    ['with 51 hosts', [], register({ hosts: manyHosts(51) }), 'TOO_MANY_HOSTS'],
    ['verified before it exists', [], VERIFY, 'ORGANISATION_UNKNOWN'],
    ['revoked before it exists', [], REVOKE, 'ORGANISATION_UNKNOWN'],
    ['verified after revocation', [REGISTERED, REVOKED], VERIFY, 'ORGANISATION_REVOKED'],
    ['verified without proof', [REGISTERED], { ...VERIFY, proof: '' }, 'PROOF_MISSING'],
    ['revoked without a reason', [REGISTERED], { ...REVOKE, reason: ' ' }, 'REASON_MISSING'],
    [
      'revoked at great length',
      [REGISTERED],
      { ...REVOKE, reason: 'x'.repeat(501) },
      'REASON_MISSING',
    ],
  ])('%s is refused', ([, past, command, reason]) => {
    expect(given(organisationDecider, past).when(command)).toEqual({ rejected: { reason } });
  });

  it('may have 50 hosts and a name of 100 letters of any script', () => {
    const command = register({ hosts: manyHosts(50), name: '😀'.repeat(100) });
    expect(given(organisationDecider, []).when(command)).toHaveProperty('events.length', 1);
  });
});

function register(changes: Partial<OrganisationProfile>): OrganisationCommand {
  return { type: 'RegisterOrganisation', profile: { ...PROFILE, ...changes } };
}

function manyHosts(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `h${i}.example`);
}
