import { ServiceTextStarted } from '@hustings/contracts/dispatch';
import {
  GroundLifted,
  LiftCause,
  OptedIn,
  OptedOut,
  Scope,
  ServiceTextKind,
  ServiceTextOrdered,
} from '@hustings/contracts/optout';
import { describe, expect, test } from 'vitest';
import { digestOfServiceText } from '../src/app/digest-of-text.ts';
import { Findings } from '../src/domain/findings.ts';
import { LiftCheck } from '../src/domain/lift-check.ts';
import { ServiceTextCheck } from '../src/domain/service-text-check.ts';
import { runReplay } from './support/run-replay.ts';
import { event, ORG, Story } from './support/story.ts';

const WHO = { organisationId: ORG, recipient: 'ana' };
const digestOf = digestOfServiceText();
const ABOUT = {
  organisation: 'Partido A',
  hosts: ['partido-a.example'],
  senderAddress: '+34600100001',
};
const DAY_US = 86_400_000_000n;

function order(fields: Partial<ServiceTextOrdered> = {}): ServiceTextOrdered {
  return ServiceTextOrdered.fromPartial({
    ...WHO,
    textId: 'txt-1',
    senderId: 'snd-1',
    kind: ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION,
    language: 'es',
    templateVersion: '1:2026-11-22',
    cause: 'in-1',
    expiresAtUs: 1_000n,
    ...fields,
  });
}

function started(fields: Partial<ServiceTextStarted> = {}): ServiceTextStarted {
  const ordered = order();
  return ServiceTextStarted.fromPartial({
    ...WHO,
    textId: ordered.textId,
    senderId: 'snd-1',
    kind: ordered.kind,
    textSha256: Buffer.from(digestOf(ordered, ABOUT) ?? '', 'hex'),
    startedAtUs: 500n,
    ...fields,
  });
}

function check() {
  const findings = new Findings();
  const texts = new ServiceTextCheck(findings, digestOf);
  texts.takeOrganisation(ORG, ABOUT.organisation, ABOUT.hosts);
  texts.takeSender('snd-1', ABOUT.senderAddress);
  texts.takeOptOut(OptedOut.fromPartial({ ...WHO, inboundId: 'in-1' }));
  return { findings, texts };
}

describe('a service text', () => {
  test('that was ordered for an opt-out, in time and in the words of the data, is in order', () => {
    const { findings, texts } = check();
    texts.takeOrder(order());
    texts.takeStarted(9, started());
    expect(findings.kept()).toEqual([]);
  });

  test.each<[string, ServiceTextOrdered | null, ServiceTextStarted, string]>([
    ['was never ordered', null, started(), 'was never ordered'],
    ['is for somebody else', order(), started({ recipient: 'ben' }), 'is not the one'],
    ['came too late', order(), started({ startedAtUs: 1_001n }), 'too late'],
    ['answers nothing', order({ cause: 'in-2' }), started(), 'answers nothing'],
    [
      'says something else',
      order(),
      started({ textSha256: Buffer.alloc(32) }),
      'words of the data',
    ],
  ])('that %s is a finding', (...[, ordered, start, text]) => {
    const { findings, texts } = check();
    if (ordered !== null) texts.takeOrder(ordered);
    texts.takeStarted(9, start);
    expect(findings.kept()).toMatchObject([
      { kind: 'OPT_OUT', text: expect.stringContaining(text) },
    ]);
  });

  test('that is the second within a day is a finding, and none a day later', () => {
    for (const [startedAtUs, count] of [
      [500n + DAY_US - 1n, 1],
      [500n + DAY_US, 0],
    ] as const) {
      const { findings, texts } = check();
      const second = { textId: 'txt-2', expiresAtUs: 10n * DAY_US };
      texts.takeOrder(order());
      texts.takeOrder(order(second));
      texts.takeStarted(9, started());
      texts.takeStarted(10, started({ textId: 'txt-2', startedAtUs }));
      expect(findings.count('OPT_OUT')).toBe(count);
    }
  });

  test('is checked in the replay of a log', async () => {
    const story = await Story.begin();
    await story.fact('dispatch.service-text', 'txt-1', {
      events: [event('dispatch.ServiceTextStarted.v1', ServiceTextStarted, started())],
    });
    const report = runReplay(await story.entries());
    expect(report.findings.count('OPT_OUT')).toBe(1);
  });
});

describe('an opt-in', () => {
  const scope = { ...WHO, scope: Scope.SCOPE_ORGANISATION };
  const out = (ground: string) => OptedOut.fromPartial({ ...scope, ground });
  const released = (ground: string) =>
    OptedIn.fromPartial({ ...scope, ground, cause: LiftCause.LIFT_CAUSE_PROVISIONAL_RELEASED });
  const start = OptedIn.fromPartial({ ...scope, cause: LiftCause.LIFT_CAUSE_OWN_REPLY });

  test.each<[string, string[], OptedIn, string[]]>([
    ['of a released reply lifts its own ground', ['hit:1'], released('hit:1'), []],
    ['of a released reply must not lift a clear request', ['hit:1', ''], released('hit:1'), ['']],
    ['of a released reply must not lift another', ['hit:1', 'hit:2'], released('hit:1'), ['hit:2']],
    ['by a start word lifts what was asked for', ['', 'hit:1'], start, []],
    ['by a start word must not lift a control', ['', 'control:1:s'], start, ['control:1:s']],
  ])('%s', (...[, grounds, optIn, left]) => {
    const lifts = new LiftCheck();
    for (const ground of grounds) lifts.takeOptOut(out(ground));
    expect(lifts.takeOptIn(optIn)).toEqual(left);
  });

  test('after a ground was lifted by itself lifts the rest', () => {
    const lifts = new LiftCheck();
    for (const ground of ['', 'control:1:s']) lifts.takeOptOut(out(ground));
    lifts.takeGroundLifted(GroundLifted.fromPartial({ ...scope, ground: 'control:1:s' }));
    expect(lifts.takeOptIn(start)).toEqual([]);
  });
});
