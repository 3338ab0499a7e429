import { Role } from '@hustings/contracts/registry';
import { parsePolicyText, policyHash } from '@hustings/policy';
import { Status } from 'nice-grpc-common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LADDER, policyJson, World } from './world.ts';

type Caller = Awaited<ReturnType<World['caller']>>;

const BOUND = { timeout: 10_000, interval: 25 };

describe('the policy service on a log of two partitions', () => {
  let world: World;
  let officers: Caller[] = [];

  beforeAll(async () => {
    world = await World.create(2);
    const { address } = await world.startReplica();
    officers = await Promise.all(
      [1, 2, 3].map(() => world.caller(address, Role.ROLE_POLICY_OFFICER)),
    );
  });

  afterAll(async () => {
    await world.close();
  });

  function officer(number: 1 | 2 | 3): Caller['policy'] {
    const caller = officers[number - 1];
    if (!caller) throw new Error('no such officer');
    return caller.policy;
  }

  async function gateSeqs(partition: string): Promise<number[]> {
    const gates = Array.from({ length: world.gates }, (_, gate) => gate);
    return Promise.all(gates.map((gate) => world.log.lastGateSeq(partition, gate)));
  }

  it('has none in force at first', async () => {
    expect(await officer(1).getActivePolicy({})).toMatchObject({ hash: '', documentJson: '' });
  });

  it('names every fault of a document', async () => {
    const documentJson = policyJson().replace('sent >= 10.0', 'sentt >= 10.0');
    await expect(officer(1).proposePolicy({ documentJson })).rejects.toMatchObject({
      code: Status.INVALID_ARGUMENT,
      reason: 'POLICY_INVALID',
      violations: [{ field: 'document_json: enforcement.rules[0].when' }],
    });
    await expect(officer(1).proposePolicy({ documentJson: '{' })).rejects.toMatchObject({
      reason: 'POLICY_INVALID',
    });
  });

  it('refuses an approval of what was never proposed, or is no hash', async () => {
    await expect(officer(1).approvePolicy({ hash: 'ab'.repeat(32) })).rejects.toMatchObject({
      code: Status.NOT_FOUND,
      reason: 'POLICY_UNKNOWN',
    });
    await expect(officer(1).approvePolicy({ hash: 'a.b' })).rejects.toMatchObject({
      code: Status.INVALID_ARGUMENT,
      reason: 'POLICY_HASH_INVALID',
    });
  });

  it('comes into force with two approvals of others, marked on every gate of every partition', async () => {
    const { hash } = await officer(1).proposePolicy({ documentJson: policyJson() });
    const parsed = parsePolicyText(policyJson());
    expect(hash).toBe(parsed.ok ? policyHash(parsed.value) : '');
    await expect(officer(1).approvePolicy({ hash })).rejects.toMatchObject({
      code: Status.PERMISSION_DENIED,
      reason: 'APPROVER_IS_PROPOSER',
    });
    expect(await officer(2).approvePolicy({ hash })).toMatchObject({
      approvals: 1,
      activated: false,
    });
    await expect(officer(2).approvePolicy({ hash })).rejects.toMatchObject({
      reason: 'ALREADY_APPROVED_BY_CALLER',
    });
    expect(await gateSeqs('0')).toEqual([0, 0, 0, 0]);
    const second = await officer(3).approvePolicy({ hash });
    expect(second).toMatchObject({ approvals: 2, activated: true });
    expect(second.effectiveAt).toBeDefined();
    expect(Math.min(...(await gateSeqs('0')))).toBeGreaterThan(0);
    await expect.poll(async () => Math.min(...(await gateSeqs('1'))), BOUND).toBeGreaterThan(0);
    const active = await officer(2).getActivePolicy({});
    expect(active.hash).toBe(hash);
    expect(JSON.parse(active.documentJson)).toEqual(JSON.parse(policyJson()));
  });

  it('is replaced by the next one everywhere, and a second replica changes nothing', async () => {
    const before = await gateSeqs('1');
    const seqBefore = await world.log.lastSeq('1');
    const { address } = await world.startReplica();
    const documentJson = policyJson(LADDER, 'The second.');
    const { hash } = await officer(1).proposePolicy({ documentJson });
    await officer(2).approvePolicy({ hash });
    await officer(3).approvePolicy({ hash });
    await expect
      .poll(
        async () => (await gateSeqs('1')).every((seq, gate) => seq > (before[gate] ?? 0)),
        BOUND,
      )
      .toBe(true);
    const auditor = await world.caller(address, Role.ROLE_AUDITOR);
    expect((await auditor.policy.getActivePolicy({})).hash).toBe(hash);
    // One message for the activation and one for each gate.
    expect(await world.log.lastSeq('1')).toBe(seqBefore + 1 + world.gates);
    await expect(officer(2).approvePolicy({ hash })).rejects.toMatchObject({
      code: Status.FAILED_PRECONDITION,
      reason: 'POLICY_ALREADY_ACTIVATED',
    });
  });
});
