import { describe, expect, it } from 'vitest';
import { PrivacyPolicies } from '../src/domain/privacy/privacy-policies.ts';
import { readPrivacyPolicy } from '../src/privacy-policy.ts';

const DAY_MS = 86_400_000;
const shipped = readPrivacyPolicy();
const imports = {
  windowMs: 3_600_000,
  rowsUnseen: { organisation: 4, staff: 3, service: 2, allPolitical: 1 },
};

function daysAt(policies: PrivacyPolicies, nowUs: bigint): Record<string, number> {
  return Object.fromEntries(policies.at(nowUs).retention.map(({ id, days }) => [id, days]));
}

describe('what is kept for how long, and what comes unseen', () => {
  it('is as the data of this version say while no policy document is in force', () => {
    expect(new PrivacyPolicies(shipped).at(0n)).toEqual(shipped);
    expect(daysAt(new PrivacyPolicies(shipped), 0n)).toMatchObject({
      'message-content': 396,
      'inbound-texts': 90,
      suppression: 0,
    });
  });

  it.each([
    ['leaves the section out', undefined],
    ['has an empty section', {}],
    ['has an empty schedule', { retention: {} }],
  ])('is as they say, with their version, under a document that %s', (_, privacy) => {
    const policies = new PrivacyPolicies(shipped);
    policies.activate({ hash: 'h1', effectiveAtUs: 5n, privacy });
    expect(policies.at(10n)).toEqual(shipped);
  });

  it('is as the document says from its instant on, with its hash as version and source', () => {
    const policies = new PrivacyPolicies(shipped);
    const retention = { inboundTextsMs: 30 * DAY_MS };
    policies.activate({ hash: 'h1', effectiveAtUs: 5n, privacy: { imports, retention } });
    expect(policies.at(4n)).toEqual(shipped);
    const inForce = policies.at(5n);
    const { rowsUnseen } = imports;
    expect(inForce.version).toBe('h1');
    expect(inForce.imports).toEqual({
      windowSeconds: 3_600,
      rowsUnseen,
      source: 'policy document h1',
    });
    expect(inForce.retention.find(({ id }) => id === 'inbound-texts')).toMatchObject({
      days: 30,
      applied: true,
      source: 'policy document h1',
    });
  });

  it('keeps what the document leaves out', () => {
    const policies = new PrivacyPolicies(shipped);
    policies.activate({
      ...{ hash: 'h1', effectiveAtUs: 5n },
      privacy: { retention: { messageContentMs: 400 * DAY_MS } },
    });
    const inForce = policies.at(5n);
    expect(inForce.imports).toEqual(shipped.imports);
    expect(daysAt(policies, 5n)).toMatchObject({ 'message-content': 400, 'inbound-texts': 90 });
    const suppression = shipped.retention.find(({ id }) => id === 'suppression');
    expect(inForce.retention).toContainEqual(suppression);
  });

  it('follows documents by their instants, not by their order; of one instant the later record wins', () => {
    const policies = new PrivacyPolicies(shipped);
    const days = (count: number) => ({ retention: { inboundTextsMs: count * DAY_MS } });
    policies.activate({ hash: 'late', effectiveAtUs: 20n, privacy: days(20) });
    policies.activate({ hash: 'early', effectiveAtUs: 10n, privacy: days(10) });
    policies.activate({ hash: 'early-again', effectiveAtUs: 10n, privacy: days(11) });
    expect(policies.at(15n).version).toBe('early-again');
    expect(policies.at(25n).version).toBe('late');
    policies.activate({ hash: 'silent', effectiveAtUs: 30n });
    expect(policies.at(30n)).toEqual(shipped);
  });
});
