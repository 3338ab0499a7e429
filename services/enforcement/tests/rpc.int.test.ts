import { CaseClosed, Standing, SubjectKind } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import type { RpcFailure } from '@hustings/service-kit';
import { Status } from 'nice-grpc-common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activatePolicy, ORGANISATION, SENDER, World } from './world.ts';

type Caller = Awaited<ReturnType<World['caller']>>;

const CASE = `cas-${SENDER}-1`;
const WARNING = `ntc-${SENDER}-1-1`;
const sender = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: SENDER };
const decision = { upholdAppeal: false, reasons: 'No.' };

describe('calls about a warned sender', () => {
  let world: World;
  const callers: Record<string, Caller> = {};

  beforeAll(async () => {
    world = await World.create();
    const { address } = await world.startReplica();
    await activatePolicy(world, address);
    await world.release(10);
    callers.admin = await world.caller(address, Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    callers.tool = await world.caller(address, Role.ROLE_TOOL, ORGANISATION);
    callers.rival = await world.caller(address, Role.ROLE_ORGANISATION_ADMIN, 'org-rival');
    callers.reviewer = await world.caller(address, Role.ROLE_REVIEWER);
    callers.moderator = await world.caller(address, Role.ROLE_MODERATOR);
    callers.operator = world.callerWith(address, world.operatorToken);
    callers.stranger = world.callerWith(address, 'crd-none.nothing');
    await world.reached('Warned');
  });

  afterAll(async () => {
    await world.close();
  });

  function by(name: string): Caller {
    const caller = callers[name];
    if (!caller) throw new Error(`no caller ${name}`);
    return caller;
  }

  it.each<{
    who: string;
    call: string;
    run: (caller: Caller) => Promise<unknown>;
    code: Status;
    reason: string;
  }>([
    {
      who: 'stranger',
      call: 'lists cases',
      run: ({ enforcement }) => enforcement.listCases({}),
      code: Status.UNAUTHENTICATED,
      reason: 'CREDENTIAL_INVALID',
    },
    {
      who: 'rival',
      call: "gets another organisation's case",
      run: ({ enforcement }) => enforcement.getCase({ caseId: CASE }),
      code: Status.NOT_FOUND,
      reason: 'CASE_UNKNOWN',
    },
    {
      who: 'rival',
      call: "asks for another organisation's standing",
      run: ({ enforcement }) => enforcement.getStanding(sender),
      code: Status.NOT_FOUND,
      reason: 'SUBJECT_UNKNOWN',
    },
    {
      who: 'admin',
      call: 'asks for the standing of an unknown sender',
      run: ({ enforcement }) => enforcement.getStanding({ ...sender, subjectId: 'snd-none' }),
      code: Status.NOT_FOUND,
      reason: 'SUBJECT_UNKNOWN',
    },
    {
      who: 'rival',
      call: "asks for the standing of another organisation's seat",
      run: ({ enforcement }) =>
        enforcement.getStanding({
          subjectKind: SubjectKind.SUBJECT_KIND_SEAT,
          subjectId: `${ORGANISATION}-s-1`,
        }),
      code: Status.NOT_FOUND,
      reason: 'SUBJECT_UNKNOWN',
    },
    {
      who: 'admin',
      call: 'asks for the standing of something that has none',
      run: ({ enforcement }) => enforcement.getStanding({ subjectId: SENDER }),
      code: Status.INVALID_ARGUMENT,
      reason: 'SUBJECT_KIND_UNSUPPORTED',
    },
    {
      who: 'admin',
      call: 'asks for too large a page',
      run: ({ enforcement }) => enforcement.listCases({ pageSize: 501 }),
      code: Status.INVALID_ARGUMENT,
      reason: 'PAGE_SIZE_INVALID',
    },
    {
      who: 'admin',
      call: 'invents a page token',
      run: ({ enforcement }) => enforcement.listCases({ pageToken: 'x' }),
      code: Status.INVALID_ARGUMENT,
      reason: 'PAGE_TOKEN_INVALID',
    },
    {
      who: 'reviewer',
      call: 'fetches notices',
      run: ({ enforcement }) => enforcement.fetchNotices({}),
      code: Status.PERMISSION_DENIED,
      reason: 'ROLE_MISSING',
    },
    {
      who: 'moderator',
      call: 'decides an appeal',
      run: ({ enforcement }) => enforcement.decideAppeal({ ...decision, appealId: 'apl-x-1-1' }),
      code: Status.PERMISSION_DENIED,
      reason: 'ROLE_MISSING',
    },
    {
      who: 'operator',
      call: 'decides an appeal',
      run: ({ enforcement }) => enforcement.decideAppeal({ ...decision, appealId: 'apl-x-1-1' }),
      code: Status.PERMISSION_DENIED,
      reason: 'ROLE_MISSING',
    },
    {
      who: 'reviewer',
      call: 'decides an appeal that nobody filed',
      run: ({ enforcement }) => enforcement.decideAppeal({ ...decision, appealId: 'apl-x-1-1' }),
      code: Status.NOT_FOUND,
      reason: 'APPEAL_UNKNOWN',
    },
    {
      who: 'rival',
      call: "appeals against another organisation's measure",
      run: ({ enforcement }) => enforcement.fileAppeal({ sanctionId: WARNING, grounds: 'No.' }),
      code: Status.NOT_FOUND,
      reason: 'MEASURE_UNKNOWN',
    },
    {
      who: 'admin',
      call: 'appeals against what is no id',
      run: ({ enforcement }) => enforcement.fileAppeal({ sanctionId: 'a.b*', grounds: 'No.' }),
      code: Status.NOT_FOUND,
      reason: 'MEASURE_UNKNOWN',
    },
    {
      who: 'admin',
      call: 'appeals with an id that would leave its subject',
      run: ({ enforcement }) =>
        enforcement.fileAppeal({ sanctionId: 'snc-a.>.b-1-1', grounds: 'No.' }),
      code: Status.NOT_FOUND,
      reason: 'MEASURE_UNKNOWN',
    },
    {
      who: 'tool',
      call: 'appeals without grounds',
      run: ({ enforcement }) => enforcement.fileAppeal({ sanctionId: WARNING, grounds: '' }),
      code: Status.INVALID_ARGUMENT,
      reason: 'GROUNDS_LENGTH',
    },
    {
      who: 'admin',
      call: 'proposes a policy',
      run: ({ policy }) => policy.proposePolicy({ documentJson: '{}' }),
      code: Status.PERMISSION_DENIED,
      reason: 'ROLE_MISSING',
    },
  ])('$who $call: $reason', async ({ who, run, code, reason }) => {
    const failure = await run(by(who)).then(
      () => null,
      (error: RpcFailure) => error,
    );
    expect(failure).toMatchObject({ code, reason });
  });

  it('shows a case to its organisation and to staff, and to nobody else', async () => {
    for (const name of ['admin', 'tool', 'reviewer', 'moderator', 'operator']) {
      const { cases } = await by(name).enforcement.listCases({});
      expect(cases.map(({ caseId }) => caseId)).toEqual([CASE]);
    }
    expect((await by('rival').enforcement.listCases({})).cases).toEqual([]);
    const other = await by('admin').enforcement.listCases({ subjectId: 'snd-other' });
    expect(other.cases).toEqual([]);
  });

  it('shows evidence with its entries of the log, the statement and the history', async () => {
    const { case: found } = await by('admin').enforcement.getCase({ caseId: CASE });
    expect(found).toMatchObject({
      caseId: CASE,
      standing: Standing.STANDING_WARNED,
      closed: false,
      evidence: [{ evidenceId: `evd-${SENDER}-1-1`, submittedBy: 'system' }],
      statement: { ruleId: 'one-way-traffic', evidenceIds: [`evd-${SENDER}-1-1`] },
    });
    expect(found?.evidence[0]?.logSeqs.length).toBeGreaterThan(0);
    expect(found?.evidence[0]?.signals).toContainEqual(
      expect.objectContaining({ name: 'sent', value: 10, threshold: 10 }),
    );
    expect(found?.steps.map(({ name, actor }) => [name, actor])).toEqual(
      ['CaseOpened', 'EvidenceAdded', 'NoticeIssued', 'Warned'].map((name) => [
        name,
        'enforcement',
      ]),
    );
  });

  it('lets an organisation appeal against the warning, and gives the decision as a notice', async () => {
    const { appealId } = await by('tool').enforcement.fileAppeal({
      ...{ sanctionId: WARNING, grounds: 'It was a test.' },
    });
    await expect(
      by('admin').enforcement.fileAppeal({ sanctionId: WARNING, grounds: 'Again.' }),
    ).rejects.toMatchObject({ code: Status.ALREADY_EXISTS, reason: 'APPEAL_ALREADY_FILED' });
    const { case: after } = await by('reviewer').enforcement.decideAppeal({
      ...{ appealId, upholdAppeal: false, reasons: 'The numbers are right.' },
    });
    expect(after).toMatchObject({ standing: Standing.STANDING_WARNED, appealId: '' });
    await expect(
      by('reviewer').enforcement.decideAppeal({ ...decision, appealId }),
    ).rejects.toMatchObject({
      code: Status.FAILED_PRECONDITION,
      reason: 'APPEAL_ALREADY_DECIDED',
    });
    const { notices } = await by('admin').enforcement.fetchNotices({});
    expect(notices.map((notice) => notice.statement === undefined)).toEqual([false, true]);
    expect(notices[1]?.text).toContain('The numbers are right.');
  });

  it.each([
    {
      entry: 'of an unknown kind',
      eventType: 'enforcement.Unheard.v9',
      data: new Uint8Array([255]),
    },
    {
      entry: 'about a case that was never opened',
      eventType: 'enforcement.CaseClosed.v1',
      data: CaseClosed.encode(CaseClosed.fromPartial({ caseId: 'cas-y-1' })).finish(),
    },
  ])('goes on behind an entry $entry', async ({ eventType, data }) => {
    const id = eventType.replaceAll('.', '-');
    const ref = { partition: '0', context: 'enforcement', aggregate: 'case', id };
    expect(await world.append(ref, { eventType, data })).toBe(true);
    const { cases } = await by('reviewer').enforcement.listCases({});
    expect(cases).toHaveLength(1);
  });
});
