import {
  EnforcementServiceDefinition,
  RemedyServiceDefinition,
} from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { gateOf, partitionOf, systemClock } from '@hustings/kernel';
import { Clients } from '@hustings/service-kit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { activateDocument, ORGANISATION, policyJson, SENDER, World } from './world.ts';

const DAY_US = 86_400_000_000n;
const MINUTE_US = 60_000_000n;
const WITHIN = { timeout: 10_000, interval: 20 };

/** The policy of the other tests, and a slow start for whoever writes to 32 strangers in a row. */
function policyWithSlowStart(): string {
  const policy = JSON.parse(policyJson());
  const [rule] = policy.enforcement.rules;
  const slow = { ...rule, id: 'new-people', measure: 'SLOW_START', when: 'strangerShare >= 0.9' };
  policy.enforcement.rules = [slow];
  policy.enforcement.slowStart = { lastsMs: 259_200_000, restsMs: 86_400_000 };
  const words = { meaning: 'Slowly.', source: 'A test.', onUnknownPast: 'empty', shadow: false };
  const window = { shape: 'window', max: 30, perMs: 3_600_000, guardMs: 0, cost: 'messages' };
  policy.limits.whileSlow = [{ id: 'while-slow', ...words, ...window }];
  return JSON.stringify(policy);
}

describe('a slow start', () => {
  let world: World;
  let address = '';
  const clients = new Clients();
  const tokens: Record<string, string> = {};

  function by(who: string, at = address) {
    return clients.create(RemedyServiceDefinition, { address: at, token: tokens[who] ?? '' });
  }

  async function statuses(who: string): Promise<string[]> {
    const { slowStarts } = await by(who).listSlowStarts({ includeEnded: true });
    return slowStarts.map(({ status }) => status);
  }

  beforeAll(async () => {
    world = await World.create();
    address = (await world.startReplica()).address;
    await activateDocument(world, address, policyWithSlowStart());
    const admin = Role.ROLE_ORGANISATION_ADMIN;
    tokens.admin = (await world.caller(address, admin, ORGANISATION)).token;
    tokens.tool = (await world.caller(address, Role.ROLE_TOOL, ORGANISATION)).token;
    tokens.rival = (await world.caller(address, admin, 'org-rival')).token;
    tokens.auditor = (await world.caller(address, Role.ROLE_AUDITOR)).token;
    tokens.operator = world.operatorToken;
  });

  afterAll(async () => {
    clients.close();
    await world.close();
  });

  it('begins with a marker on the gate when a number turns to strangers', async () => {
    const partition = partitionOf(ORGANISATION, world.log.layout);
    const gate = gateOf(ORGANISATION, world.log.layout);
    await world.release(40);
    const before = await world.log.lastGateSeq(partition, gate);
    await vi.waitFor(async () => expect(await statuses('operator')).toEqual(['RUNNING']), WITHIN);
    expect(await world.log.lastGateSeq(partition, gate)).toBeGreaterThan(before);
  });

  it('is seen by the organisation and by staff, and by nobody else', async () => {
    expect(await statuses('admin')).toEqual(['RUNNING']);
    expect(await statuses('auditor')).toEqual(['RUNNING']);
    expect(await statuses('rival')).toEqual([]);
  });

  it('asks the owner, who finds the question in the inbox', async () => {
    const inbox = clients.create(EnforcementServiceDefinition, {
      address,
      token: tokens.admin ?? '',
    });
    const { notices } = await inbox.fetchNotices({ undeliveredOnly: true });
    expect(notices.map(({ text }) => text).join()).toContain(`hustings pace confirm ${SENDER}`);
    const inSpanish = await inbox.fetchNotices({ language: 'es' });
    expect(inSpanish.notices).toMatchObject([{ language: 'es' }]);
    expect(inSpanish.notices[0]?.text).toContain('¿Es suyo?');
  });

  it.each([
    {
      who: 'admin',
      because: "a new credential may be the intruder's",
      reason: 'CONFIRMER_TOO_NEW',
    },
    { who: 'tool', because: 'a tool does not vouch for itself', reason: 'ROLE_MISSING' },
    { who: 'rival', because: 'it is not theirs', reason: 'SENDER_UNKNOWN' },
    { who: 'auditor', because: 'who only looks changes nothing', reason: 'ROLE_MISSING' },
    {
      who: 'operator',
      because: 'nobody knows the sender',
      reason: 'SENDER_UNKNOWN',
      senderId: 'snd-none',
    },
    { who: 'operator', because: 'no reason is given', reason: 'PACE_REASON_LENGTH', why: ' ' },
  ])('is not confirmed by $who, because $because', async ({ who, reason, ...rest }) => {
    const { senderId = SENDER, why = 'The voter file of May.' } = rest;
    const call = by(who).confirmPace({ senderId, reason: why });
    await expect(call).rejects.toMatchObject({ reason });
    expect(await statuses('operator')).toEqual(['RUNNING']);
  });

  it("ends at once with the operator's word, and none begins after it", async () => {
    const said = { senderId: SENDER, reason: 'The owner showed the register extract.' };
    const { slowStart } = await by('operator').confirmPace(said);
    expect(slowStart).toMatchObject({ status: 'CONFIRMED', ruleId: 'new-people' });
    expect(slowStart?.freeUntil).toBeDefined();
    await world.release(40);
    expect(await statuses('operator')).toEqual(['CONFIRMED']);
    const { slowStarts } = await by('admin').listSlowStarts({});
    expect(slowStarts).toEqual([]);
  });

  it('is announced ahead by the owner, with a credential that is a day old by then', async () => {
    const nowUs = (): bigint => systemClock.nowUs() + DAY_US + MINUTE_US;
    const tomorrow = (await world.startReplica({ ...systemClock, nowUs })).address;
    const said = { senderId: SENDER, reason: 'The voter file of May.' };
    const freeUntil = await vi.waitFor(async () => {
      const { slowStart } = await by('admin', tomorrow).confirmPace(said);
      return slowStart?.freeUntil;
    }, WITHIN);
    expect(freeUntil && usFromTimestamp(freeUntil)).toBeGreaterThan(nowUs() + DAY_US / 2n);
  });
});
