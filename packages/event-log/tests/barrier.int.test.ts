import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/nats-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BarrierMember, BarrierTimeout, joinBarrier, passBarrier } from '../src/index.ts';
import { type NatsLog, startNatsLog } from './support/nats-log.ts';
import { until } from './support/waiting.ts';

/** The rhythm of a member that is fenced within the patience of a test. */
const FAST = { refreshEveryMs: 50, fenceAfterMs: 200 };

describe('barrier', () => {
  let running: NatsLog;
  let members: BarrierMember[];
  beforeEach(async () => {
    running = await startNatsLog();
    members = [];
  });
  afterEach(async () => {
    await Promise.allSettled(members.map((member) => member.leave()));
    await running.stop();
  });

  interface Stand {
    position: number;
    fenced: number;
    member: BarrierMember;
  }

  async function join(service: string, id: string, nc?: NatsConnection): Promise<Stand> {
    const stand = { position: 0, fenced: 0 };
    const member = await joinBarrier(nc ?? running.nc, {
      service,
      id,
      positionOf: (partition) => (partition === '0' ? stand.position : 0),
      onFenced: () => {
        stand.fenced += 1;
      },
      ...(nc && { timings: FAST }),
    });
    members.push(member);
    return Object.assign(stand, { member });
  }

  function pass(timeoutMs: number, seq = 10, services = ['governor', 'dispatcher']): Promise<void> {
    return passBarrier(running.nc, { services, partition: '0', seq, timeoutMs });
  }

  it('is passed at once when nobody has joined', async () => {
    await expect(pass(1_000)).resolves.toBeUndefined();
  });

  it('is passed when every member of the services has passed the sequence, and not before', async () => {
    const [first, second] = await Promise.all([join('governor', 'g-1'), join('dispatcher', 'd-1')]);
    let passed = false;
    const passing = pass(5_000).then(() => {
      passed = true;
    });
    first.position = 10;
    await sleep(100);
    second.position = 9;
    await sleep(100);
    expect(passed).toBe(false);
    second.position = 11;
    await passing;
    expect(passed).toBe(true);
  });

  it('waits for a member that has joined since it was passed last', async () => {
    const known = await join('governor', 'g-1');
    known.position = 10;
    await pass(1_000);
    const late = await join('governor', 'g-2');
    known.position = 20;
    await expect(pass(300, 20)).rejects.toMatchObject({ missing: ['governor/g-2'] });
    late.position = 20;
    await expect(pass(1_000, 20)).resolves.toBeUndefined();
  });

  it('asks the members that it knows while it reads who they are now', async () => {
    const known = await join('governor', 'g-1');
    known.position = 10;
    await pass(1_000);
    const seen: string[] = [];
    const watch = running.nc.subscribe('>', {
      callback: (_, { subject }) => {
        seen.push(subject);
      },
    });
    await pass(1_000);
    await running.nc.flush();
    watch.unsubscribe();
    const asked = seen.indexOf('hustings.barrier.governor.g-1');
    const leaseRead = seen.findIndex((subject) => subject.includes('KV_HUSTINGS_MEMBERS'));
    expect(asked).toBeGreaterThanOrEqual(0);
    expect(leaseRead).toBeGreaterThan(asked);
    expect(seen.filter((subject) => subject === 'hustings.barrier.governor.g-1')).toHaveLength(1);
  });

  it('does not ask other services, nor members that left', async () => {
    await join('auditor', 'a-1');
    const gone = await join('governor', 'g-1');
    await gone.member.leave();
    expect(gone.member.live).toBe(false);
    expect(gone.fenced).toBe(0);
    await expect(pass(1_000)).resolves.toBeUndefined();
  });

  it('names those who are missing when the time is over', async () => {
    const ahead = await join('governor', 'g-1');
    ahead.position = 10;
    await join('dispatcher', 'd-1');
    const passing = pass(300);
    await expect(passing).rejects.toThrow(BarrierTimeout);
    await expect(passing).rejects.toMatchObject({ missing: ['dispatcher/d-1'] });
    await expect(passing).rejects.toThrow('sequence 10 of partition 0');
  });

  it('ends in time when the server does not answer', async () => {
    await expect(pass(1_000)).resolves.toBeUndefined();
    await running.server.kill('SIGSTOP');
    const begunMs = performance.now();
    await expect(pass(300)).rejects.toThrow('members that could not be listed');
    expect(performance.now() - begunMs).toBeLessThan(2_500);
    await running.server.kill('SIGCONT');
  });

  it('asks each partition for itself', async () => {
    const stand = await join('governor', 'g-1');
    stand.position = 10;
    const passing = passBarrier(running.nc, {
      services: ['governor'],
      partition: 'all',
      seq: 1,
      timeoutMs: 200,
    });
    await expect(passing).rejects.toThrow(BarrierTimeout);
  });

  it('waits for a member that died until its lease has ended, and no longer', async () => {
    const child = fork(new URL('support/member-process.ts', import.meta.url), [running.server.url]);
    await new Promise((resolve) => child.once('message', resolve));
    child.kill('SIGKILL');
    await expect(pass(1_000)).rejects.toThrow('dispatcher/doomed');
    const begunMs = performance.now();
    await pass(25_000);
    expect(performance.now() - begunMs).toBeGreaterThan(5_000);
  }, 60_000);

  it('fences a member that cannot reach the server, once, before anybody may count it as gone', async () => {
    const nc = await running.connect();
    const stand = await join('dispatcher', 'd-1', nc);
    await sleep(2 * FAST.fenceAfterMs);
    expect(stand.member.live).toBe(true);
    await running.server.kill('SIGSTOP');
    await until(() => stand.fenced === 1, 'the fence');
    expect(stand.member.live).toBe(false);
    await running.server.kill('SIGCONT');
    await sleep(2 * FAST.fenceAfterMs);
    expect(stand.fenced).toBe(1);
    expect(stand.member.live).toBe(false);
  });

  it('tells a process that was blocked at once that it may not act', async () => {
    const nc = await running.connect();
    const stand = await join('dispatcher', 'd-1', nc);
    const wakeUpMs = performance.now() + 2 * FAST.fenceAfterMs;
    while (performance.now() < wakeUpMs) {
      // No timer can fire meanwhile, as in a process that is stopped or collects garbage.
    }
    expect(stand.member.live).toBe(false);
    expect(stand.fenced).toBe(1);
  });

  it('takes no answer from a fenced member', async () => {
    const nc = await running.connect();
    const stand = await join('dispatcher', 'd-1', nc);
    stand.position = 10;
    await expect(pass(1_000)).resolves.toBeUndefined();
    await running.server.kill('SIGSTOP');
    await until(() => stand.fenced === 1, 'the fence');
    await running.server.kill('SIGCONT');
    await expect(pass(500)).rejects.toThrow('dispatcher/d-1');
  });

  it('lets a fenced process join again', async () => {
    const nc = await running.connect();
    const stand = await join('dispatcher', 'd-1', nc);
    await running.server.kill('SIGSTOP');
    await until(() => stand.fenced === 1, 'the fence');
    await running.server.kill('SIGCONT');
    const again = await join('dispatcher', 'd-1');
    again.position = 10;
    await expect(pass(2_000)).resolves.toBeUndefined();
  });

  it('survives questions that are none', async () => {
    const stand = await join('governor', 'g-1');
    for (const text of ['', '{}', 'null', '{"partition":0,"seq":1,"waitMs":1}']) {
      running.nc.publish('hustings.barrier.governor.g-1', text);
    }
    stand.position = 10;
    await expect(pass(1_000)).resolves.toBeUndefined();
  });
});
