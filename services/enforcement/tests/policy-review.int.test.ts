import { type DryRunReport, type ParityCheck, Standing } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { Status } from 'nice-grpc-common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activatePolicy, LADDER, policyJson, SENDER, World } from './world.ts';

type Caller = Awaited<ReturnType<World['caller']>>;

/** The report that ends a stream. */
async function reportOf<Report>(
  stream: AsyncIterable<{ body?: { $case: string; value: unknown } | undefined }>,
): Promise<Report | undefined> {
  let report: unknown;
  for await (const { body } of stream) if (body?.$case === 'report') report = body.value;
  return report as Report | undefined;
}

describe('a review of policies on a real log', () => {
  let world: World;
  let auditor: Caller;
  let officer: Caller;

  beforeAll(async () => {
    world = await World.create();
    const { address } = await world.startReplica();
    await activatePolicy(world, address, LADDER);
    await world.release(10);
    await world.reached('Warned');
    auditor = await world.caller(address, Role.ROLE_AUDITOR);
    officer = await world.caller(address, Role.ROLE_POLICY_OFFICER);
  });

  afterAll(async () => {
    await world.close();
  });

  const since = timestampFromUs(1n);

  it('says what a document would have done, and what was done', async () => {
    const same = officer.review.dryRunPolicy({ documentJson: policyJson(), since });
    expect(await reportOf<DryRunReport>(same)).toMatchObject({
      ...{ senders: 1n, measureCount: 1n, reallyWarned: 1n, reallyRestricted: 0n },
      measures: [{ senderId: SENDER, measure: Standing.STANDING_WARNED }],
    });
    const lenient = policyJson().replace('sent >= 10.0', 'sent >= 11.0');
    const other = officer.review.dryRunPolicy({ documentJson: lenient, since });
    expect(await reportOf<DryRunReport>(other)).toMatchObject({
      ...{ measureCount: 0n, rules: [], reallyWarned: 1n },
    });
  });

  it('judges nothing before the instant that was asked for', async () => {
    const now = timestampFromUs(BigInt(Date.now()) * 1000n);
    const late = officer.review.dryRunPolicy({ documentJson: policyJson(), since: now });
    expect(await reportOf<DryRunReport>(late)).toMatchObject({ facts: 0n, measureCount: 0n });
  });

  it('finds the same outcome under another name', async () => {
    const check = await reportOf<ParityCheck>(auditor.review.checkParity({}));
    expect(check).toMatchObject({ senders: 1n, differences: 0n, firstDifferences: [] });
    expect(check?.steps).toBeGreaterThan(0n);
  });

  it('builds the report on equal treatment, without the sender that it is about', async () => {
    const asked = { metric: 'sent', threshold: 10, explanations: {} };
    const proposed = Standing.STANDING_SUSPENDED;
    const all = await auditor.review.buildParityReport({ ...asked, proposed, senderId: '' });
    expect(all).toMatchObject({ senders: 1n, treatedAlike: 0n, unexplained: 1n });
    expect(all.treatments).toMatchObject([
      { label: 'sender 1', gravest: Standing.STANDING_WARNED, alike: false },
    ]);
    const explanations = { WARNED: 'It has stopped since.' };
    const explained = { ...asked, proposed, senderId: '', explanations };
    expect(await auditor.review.buildParityReport(explained)).toMatchObject({ unexplained: 0n });
    const own = await auditor.review.buildParityReport({ ...asked, proposed, senderId: SENDER });
    expect(own).toMatchObject({ senders: 0n, unexplained: 0n });
  });

  it.each([
    {
      what: 'a document with a fault',
      call: () => reportOf(officer.review.dryRunPolicy({ documentJson: '{}', since })),
      failure: { code: Status.INVALID_ARGUMENT, reason: 'POLICY_INVALID' },
    },
    {
      what: 'an instant ahead',
      call: () => {
        const ahead = timestampFromUs(BigInt(Date.now() + 60_000) * 1000n);
        const documentJson = policyJson();
        return reportOf(officer.review.dryRunPolicy({ documentJson, since: ahead }));
      },
      failure: { code: Status.INVALID_ARGUMENT, reason: 'REQUEST_INVALID' },
    },
    {
      what: 'a limit that no rule sets',
      call: () =>
        auditor.review.buildParityReport({
          ...{ metric: 'sent', threshold: 11, proposed: Standing.STANDING_WARNED },
          ...{ senderId: '', explanations: {} },
        }),
      failure: { code: Status.INVALID_ARGUMENT, reason: 'REQUEST_INVALID' },
    },
    {
      what: 'a policy officer who wants to audit',
      call: () => reportOf(officer.review.checkParity({})),
      failure: { code: Status.PERMISSION_DENIED },
    },
  ])('refuses $what', async ({ call, failure }) => {
    await expect(call()).rejects.toMatchObject(failure);
  });

  it('lists breaches of rules on trial to staff', async () => {
    expect(await auditor.review.listShadowBreaches({})).toMatchObject({ breaches: [] });
  });
});
