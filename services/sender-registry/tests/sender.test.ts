import { Channel, NumberKind } from '@hustings/contracts/registry';
import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import {
  type SenderCommand,
  type SenderEvent,
  type SenderProfile,
  senderDecider,
} from '../src/domain/sender.ts';
import { CODE_ATTEMPTS, CODE_LIFETIME_US, CODES_PER_DAY } from '../src/domain/verification-code.ts';

const NOW = 1_800_000_000_000_000n;
const SECOND = 1_000_000n;
const DAY = 86_400n * SECOND;

const PROFILE: SenderProfile = {
  senderId: 'snd-1',
  organisationId: 'org-1',
  channel: Channel.CHANNEL_WHATSAPP,
  address: '+34612345678',
  limitProfile: 'whatsapp-20',
  numberKind: NumberKind.NUMBER_KIND_CAMPAIGN,
};
const IDS = { senderId: 'snd-1', organisationId: 'org-1' };

const REGISTERED: SenderEvent[] = [{ type: 'SenderRegistered', profile: PROFILE }, requested(NOW)];
const VERIFIED: SenderEvent = { type: 'SenderVerified', ...IDS };
const REVOKED: SenderEvent = { type: 'SenderRevoked', ...IDS, reason: 'number lost' };
const GRANTED: SenderEvent = { type: 'ToolGranted', ...IDS, intermediaryId: 'int-1' };

const REVOKE: SenderCommand = { type: 'RevokeSender', reason: 'number lost' };
const CHANGE = {
  type: 'ChangeLimitProfile',
  limitProfile: 'whatsapp-80',
  reason: 'Meta raised the tier',
  nowUs: NOW,
} as const satisfies SenderCommand;
const GRANT: SenderCommand = { type: 'GrantTool', intermediaryId: 'int-1' };
const END_GRANT: SenderCommand = { type: 'RevokeToolGrant', intermediaryId: 'int-1' };

describe('a sender', () => {
  it('registers together with its first code', () => {
    expect(given(senderDecider, []).when(register({}))).toEqual({ events: REGISTERED });
  });

  it('is verified by the right code until the instant at which it expires', () => {
    const inTime = verify('right', NOW + CODE_LIFETIME_US - 1n);
    expect(given(senderDecider, REGISTERED).when(inTime)).toEqual({ events: [VERIFIED] });
  });

  it('loses an attempt for each wrong code, and a new code restores them', () => {
    const wrong = given(senderDecider, REGISTERED).when(verify('wrong', NOW));
    expect(wrong).toEqual({ events: [failed(CODE_ATTEMPTS - 1)] });
    const renewed = [...REGISTERED, failed(0), requested(NOW + 60n * SECOND)];
    expect(given(senderDecider, renewed).when(verify('right', NOW + 61n * SECOND))).toEqual({
      events: [VERIFIED],
    });
  });

  it('gives up the old code when a new one is requested', () => {
    const renewed = [...REGISTERED, requested(NOW + 60n * SECOND, 'second')];
    expect(given(senderDecider, renewed).when(verify('right', NOW + 61n * SECOND))).toEqual({
      events: [failed(CODE_ATTEMPTS - 1)],
    });
  });

  it('grants a tool, verified or not, and ends the grant', () => {
    expect(given(senderDecider, REGISTERED).when(GRANT)).toEqual({ events: [GRANTED] });
    expect(given(senderDecider, [...REGISTERED, VERIFIED, GRANTED]).when(END_GRANT)).toEqual({
      events: [{ type: 'ToolGrantRevoked', ...IDS, intermediaryId: 'int-1' }],
    });
    const ended: SenderEvent = { type: 'ToolGrantRevoked', ...IDS, intermediaryId: 'int-1' };
    expect(given(senderDecider, [...REGISTERED, GRANTED, ended]).state()).toMatchObject({
      grants: [],
    });
  });

  it('gets another limit profile, verified or not, and the same one again is no event', () => {
    const changed: SenderEvent = {
      type: 'LimitProfileChanged',
      ...{ ...IDS, limitProfile: 'whatsapp-80', changedAtUs: NOW, reason: 'Meta raised the tier' },
    };
    expect(given(senderDecider, REGISTERED).when(CHANGE)).toEqual({ events: [changed] });
    const past = [...REGISTERED, VERIFIED, changed];
    expect(given(senderDecider, past).state()).toMatchObject({
      status: 'verified',
      profile: { ...PROFILE, limitProfile: 'whatsapp-80' },
    });
    expect(given(senderDecider, past).when(CHANGE)).toEqual({ events: [] });
  });

  it('keeps no grant and no code when it is revoked', () => {
    expect(given(senderDecider, [...REGISTERED, GRANTED]).when(REVOKE)).toEqual({
      events: [REVOKED],
    });
    expect(given(senderDecider, [...REGISTERED, GRANTED, REVOKED]).state()).toEqual({
      status: 'revoked',
      profile: PROFILE,
      grants: [],
      code: null,
    });
  });

  it.each<[string, SenderEvent[], SenderCommand]>([
    ['verified twice', [...REGISTERED, VERIFIED], verify('wrong', NOW)],
    ['revoked twice', [...REGISTERED, REVOKED], REVOKE],
    ['granted twice', [...REGISTERED, GRANTED], GRANT],
  ])('%s: the second time nothing happens', (_, past, command) => {
    expect(given(senderDecider, past).when(command)).toEqual({ events: [] });
  });

  it.for<[string, SenderEvent[], SenderCommand, object]>([
    ['registered twice', REGISTERED, register({}), { reason: 'SENDER_EXISTS' }],
    ['without a channel', [], register({ channel: 0 }), { reason: 'CHANNEL_MISSING' }],
    [
      'of a person',
      [],
      register({ numberKind: NumberKind.NUMBER_KIND_PERSONAL }),
      { reason: 'PERSONAL_NUMBER' },
    ],
    ['without a limit profile', [], register({ limitProfile: '' }), limitProfileInvalid()],
    ['with a strange limit profile', [], register({ limitProfile: 'A b' }), limitProfileInvalid()],
    ['that is not there, verified', [], verify('right', NOW), { reason: 'SENDER_UNKNOWN' }],
    ['that is not there, revoked', [], REVOKE, { reason: 'SENDER_UNKNOWN' }],
    ['that is not there, granted', [], GRANT, { reason: 'SENDER_UNKNOWN' }],
    ['retired, granted', [...REGISTERED, REVOKED], GRANT, { reason: 'SENDER_REVOKED' }],
    ['retired, its grant ended', [...REGISTERED, REVOKED], END_GRANT, { reason: 'SENDER_REVOKED' }],
    [
      'retired, verified',
      [...REGISTERED, REVOKED],
      verify('right', NOW),
      { reason: 'SENDER_REVOKED' },
    ],
    [
      'retired, asking for a code',
      [...REGISTERED, REVOKED],
      request(NOW + DAY),
      { reason: 'SENDER_REVOKED' },
    ],
    ['that is not there, changed', [], CHANGE, { reason: 'SENDER_UNKNOWN' }],
    ['retired, changed', [...REGISTERED, REVOKED], CHANGE, { reason: 'SENDER_REVOKED' }],
    [
      'changed to a strange profile',
      REGISTERED,
      { ...CHANGE, limitProfile: 'A|b' },
      limitProfileInvalid(),
    ],
    ['changed for no reason', REGISTERED, { ...CHANGE, reason: ' ' }, { reason: 'REASON_MISSING' }],
    ['revoked for no reason', REGISTERED, { ...REVOKE, reason: '' }, { reason: 'REASON_MISSING' }],
    ['without the grant to end', REGISTERED, END_GRANT, { reason: 'TOOL_NOT_GRANTED' }],
    ['with 20 tools', [...REGISTERED, ...grants(20)], GRANT, { reason: 'TOO_MANY_GRANTS' }],
    [
      'verified at the instant at which the code expires',
      REGISTERED,
      verify('right', NOW + CODE_LIFETIME_US),
      { reason: 'CODE_EXPIRED' },
    ],
    [
      'without attempts left',
      [...REGISTERED, failed(0)],
      verify('right', NOW),
      { reason: 'CODE_USED_UP' },
    ],
    [
      'verified, asking for a code',
      [...REGISTERED, VERIFIED],
      request(NOW + DAY),
      { reason: 'SENDER_ALREADY_VERIFIED' },
    ],
    [
      'asking again within 30 seconds',
      REGISTERED,
      request(NOW + 30n * SECOND - 1n),
      { reason: 'CODE_REQUESTED_TOO_SOON', retryAtUs: NOW + 30n * SECOND },
    ],
    [
      'asking for a sixth code within a day',
      [...REGISTERED, ...hourlyRequests(CODES_PER_DAY - 1)],
      request(NOW + 12n * 3_600n * SECOND),
      { reason: 'CODE_REQUESTED_TOO_SOON', retryAtUs: NOW + DAY },
    ],
  ])('%s is refused', ([, past, command, rejected]) => {
    expect(given(senderDecider, past).when(command)).toEqual({ rejected });
  });

  it('gets a sixth code once the first is a day old', () => {
    const past = [...REGISTERED, ...hourlyRequests(CODES_PER_DAY - 1)];
    const command = request(NOW + DAY);
    expect(given(senderDecider, past).when(command)).toEqual({ events: [requested(NOW + DAY)] });
  });

  it('grants at most 20 tools', () => {
    const past = [...REGISTERED, ...grants(19)];
    expect(given(senderDecider, past).when(GRANT)).toEqual({ events: [GRANTED] });
  });
});

function register(changes: Partial<SenderProfile>): SenderCommand {
  const profile = { ...PROFILE, ...changes };
  return { type: 'RegisterSender', profile, codeDigest: 'right', nowUs: NOW };
}

function request(nowUs: bigint): SenderCommand {
  return { type: 'RequestVerification', codeDigest: 'right', nowUs };
}

function verify(codeDigest: string, nowUs: bigint): SenderCommand {
  return { type: 'VerifySender', codeDigest, nowUs };
}

function requested(atUs: bigint, codeDigest = 'right'): SenderEvent {
  const expiresAtUs = atUs + CODE_LIFETIME_US;
  return { type: 'SenderVerificationRequested', senderId: 'snd-1', codeDigest, expiresAtUs };
}

function failed(attemptsLeft: number): SenderEvent {
  return { type: 'SenderVerificationFailed', senderId: 'snd-1', attemptsLeft };
}

function hourlyRequests(count: number): SenderEvent[] {
  return Array.from({ length: count }, (_, i) => requested(NOW + BigInt(i + 1) * 3_600n * SECOND));
}

function grants(count: number): SenderEvent[] {
  return Array.from({ length: count }, (_, i) => ({
    type: 'ToolGranted' as const,
    ...IDS,
    intermediaryId: `int-x${i}`,
  }));
}

function limitProfileInvalid(): object {
  return { reason: 'LIMIT_PROFILE_INVALID' };
}
