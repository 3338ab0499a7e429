import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { MemberName } from '@hustings/dev-env';
import type { World } from '../world/open-world.ts';
import type { Fault } from './fault.ts';

const STOPPED_MS = 10_000;
/** A snapshot is at least so old when it is put back. */
const SNAPSHOT_AGE_MS = 5_500;
const GONE_MS = 4_000;
/** Longer than a dead governor keeps its gates, so that the other one has taken them over. */
const ONE_GONE_MS = 5_000;

export const PROCESS_FAULTS: Fault[] = [
  {
    name: 'redis-kill-with-data',
    meaning:
      'Redis is killed with SIGKILL and comes back with its last snapshot, up to a second old.',
    measuredFrom: 'begin',
    strike: async ({ redis }) => {
      await redis.kill('SIGKILL');
      await redis.restart();
    },
  },
  {
    name: 'redis-kill-empty',
    meaning: 'Redis is killed with SIGKILL and comes back with nothing.',
    measuredFrom: 'begin',
    strike: async ({ redis }) => {
      await redis.kill('SIGKILL');
      await redis.restart({ wipe: true });
    },
  },
  {
    name: 'redis-stop-10s',
    meaning: 'Redis is stopped with SIGSTOP for ten seconds and goes on as if nothing had been.',
    measuredFrom: 'end',
    strike: async ({ redis }) => {
      await redis.kill('SIGSTOP');
      await pause(STOPPED_MS);
      await redis.kill('SIGCONT');
    },
  },
  {
    name: 'redis-old-snapshot',
    meaning: 'Redis is killed and comes back with a snapshot that is more than five seconds old.',
    measuredFrom: 'begin',
    prepare: async ({ redis }) => {
      copyFileSync(join(redis.dir, 'dump.rdb'), join(redis.dir, 'old.rdb'));
      await pause(SNAPSHOT_AGE_MS);
    },
    strike: async ({ redis }) => {
      await redis.kill('SIGKILL');
      copyFileSync(join(redis.dir, 'old.rdb'), join(redis.dir, 'dump.rdb'));
      await redis.restart();
    },
  },
  {
    name: 'nats-kill',
    meaning: 'The NATS server is killed with SIGKILL and comes back with its data.',
    measuredFrom: 'begin',
    strike: async ({ nats }) => {
      await nats.kill('SIGKILL');
      await nats.restart();
    },
  },
  {
    name: 'governor-kill',
    meaning: 'One of two governors is killed with SIGKILL and started again after five seconds.',
    measuredFrom: 'begin',
    strike: async ({ governors }) => {
      await governors[0]?.kill('SIGKILL');
      await pause(ONE_GONE_MS);
      await governors[0]?.restart();
    },
  },
  {
    name: 'governors-kill',
    meaning: 'All governors are killed with SIGKILL at once and started again.',
    measuredFrom: 'begin',
    strike: async ({ governors }) => {
      await Promise.all(governors.map((governor) => governor.kill('SIGKILL')));
      await Promise.all(governors.map((governor) => governor.restart()));
    },
  },
  killMember('dispatcher'),
  killMember('optout-ledger'),
  {
    name: 'classifier-gone',
    meaning: 'The classifier is killed and stays away for four seconds.',
    measuredFrom: 'end',
    strike: async ({ stack }) => {
      await stack.fleet.member('content-classifier').kill('SIGKILL');
      await pause(GONE_MS);
      await stack.fleet.member('content-classifier').restart();
    },
  },
];

function killMember(name: MemberName): Fault {
  return {
    name: `${name}-kill`,
    meaning: `The ${name} is killed with SIGKILL and started again.`,
    measuredFrom: 'begin',
    strike: async ({ stack }: World) => {
      await stack.fleet.member(name).kill('SIGKILL');
      await stack.fleet.member(name).restart();
    },
  };
}
