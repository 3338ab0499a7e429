import { ServiceTextKind } from '@hustings/contracts/optout';
import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import {
  isServiceTextRef,
  type ServiceTextCommand,
  type ServiceTextEvent,
  serviceTextDecider,
  serviceTextRef,
  textNameOf,
} from '../src/domain/service-text.ts';

const row = {
  textId: 'txt-1',
  senderId: 'snd-1',
  organisationId: 'org-1',
  recipient: 'rcp-1',
  kind: 1,
  textSha256: Buffer.alloc(32),
  startedAtUs: 1n,
};
const end = { textId: 'txt-1', outcome: 'ACCEPTED', code: '', atUs: 2n };
const start: ServiceTextCommand = { ...row, type: 'StartText' };
const started: ServiceTextEvent = { ...row, type: 'ServiceTextStarted' };
const finish: ServiceTextCommand = { ...end, type: 'FinishText' };
const finished: ServiceTextEvent = { ...end, type: 'ServiceTextFinished' };

describe('a text that the system sends by itself', () => {
  it.each<[string, ServiceTextEvent[], ServiceTextCommand, ServiceTextEvent[]]>([
    ['is started', [], start, [started]],
    ['is started once, by one process', [started], start, []],
    ['is not started again when it is over', [started, finished], start, []],
    ['is finished', [started], finish, [finished]],
    ['is finished once', [started, finished], finish, []],
  ])('%s', (...[, before, when, events]) => {
    expect(given(serviceTextDecider, before).when(when)).toEqual({ events });
  });

  it('has a name at the provider by which it is known from messages of campaigns', () => {
    expect(serviceTextRef('txt-1')).toBe('svc-txt-1-1');
    expect(isServiceTextRef(serviceTextRef('txt-1'))).toBe(true);
    expect(isServiceTextRef('msg-1-1')).toBe(false);
  });

  it('of a kind that this version does not know has no words', () => {
    expect(textNameOf(ServiceTextKind.SERVICE_TEXT_KIND_HELP)).toBe('help');
    expect(textNameOf(ServiceTextKind.SERVICE_TEXT_KIND_UNSPECIFIED)).toBeNull();
  });
});
