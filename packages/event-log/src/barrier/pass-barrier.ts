import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/nats-core';
import { isTransient } from '../jetstream/faults.ts';
import { linkOf } from '../jetstream/link.ts';
import { type Leases, type Member, openLeases } from './leases.ts';
import { decodePosition, encodeQuestion, questionSubject } from './messages.ts';

/** A member that is silent or behind is asked again after so long. */
const ASK_EVERY_MS = 1_000;
/** Time for the answer's way, beside the member's own waiting. */
const WAY_MS = 200;
/** Stands for the missing when not even the leases could be read. */
const NOBODY_KNOWS = 'members that could not be listed';
/** A member that is not reachable answers at once, by way of the server: do not ask in a hurry. */
const PAUSE_MS = 25;

export interface PassOptions {
  /** All live members of these must have passed. */
  services: string[];
  partition: string;
  seq: number;
  timeoutMs: number;
}

/** Not every live member could be heard in time. The fact stands in the log all the same; pass again. */
export class BarrierTimeout extends Error {
  override readonly name = 'BarrierTimeout';
  /** `<service>/<id>` of those who are missing. */
  readonly missing: string[];

  constructor(missing: string[], options: PassOptions) {
    super(
      `not passed within ${options.timeoutMs} ms by ${missing.join(', ')}: sequence ${options.seq} of partition ${options.partition}`,
    );
    this.missing = missing;
  }
}

/**
 * Settles when every live member of the services has passed a sequence of a partition, or its lease has ended. Throws
 * `BarrierTimeout` with those who are missing. A service without members is passed: nobody acts there.
 */
export async function passBarrier(nc: NatsConnection, options: PassOptions): Promise<void> {
  const deadlineMs = performance.now() + options.timeoutMs;
  const passed = new Set<string>();
  for (;;) {
    const missing = await listMissing(nc, options.services, passed);
    const leftMs = deadlineMs - performance.now();
    if (missing?.length === 0) return;
    if (leftMs <= 0) throw new BarrierTimeout(missing?.map(nameOf) ?? [NOBODY_KNOWS], options);
    if (missing !== null) {
      const waitMs = Math.min(leftMs, ASK_EVERY_MS);
      const answers = await Promise.all(
        missing.map((member) => ask(nc, member, { ...options, waitMs })),
      );
      // Whoever joined meanwhile begins behind the fact: see `joinBarrier`.
      if (answers.every(Boolean)) return;
      for (const [index, member] of missing.entries()) {
        if (answers[index]) passed.add(nameOf(member));
      }
    }
    await sleep(PAUSE_MS);
  }
}

/** Null when the leases cannot be read at the moment. */
async function listMissing(
  nc: NatsConnection,
  services: string[],
  passed: ReadonlySet<string>,
): Promise<Member[] | null> {
  try {
    const members = await linkOf(nc).ask(async () => (await leasesOf(nc)).list(services));
    return members.filter((member) => !passed.has(nameOf(member)));
  } catch (error) {
    if (isTransient(error)) return null;
    throw error;
  }
}

async function ask(
  nc: NatsConnection,
  member: Member,
  { partition, seq, waitMs }: PassOptions & { waitMs: number },
): Promise<boolean> {
  const question = encodeQuestion({ partition, seq, waitMs });
  try {
    const answer = await nc.request(questionSubject(member), question, {
      timeout: waitMs + WAY_MS,
    });
    const position = decodePosition(answer.data);
    return position !== null && position >= seq;
  } catch {
    // Silence proves nothing: a member that cannot be reached may still act until its lease ends.
    return false;
  }
}

const opened = new WeakMap<NatsConnection, Promise<Leases>>();

function leasesOf(nc: NatsConnection): Promise<Leases> {
  const known = opened.get(nc);
  if (known !== undefined) return known;
  const opening = openLeases(nc);
  opened.set(nc, opening);
  opening.catch(() => opened.delete(nc));
  return opening;
}

function nameOf({ service, id }: Member): string {
  return `${service}/${id}`;
}
