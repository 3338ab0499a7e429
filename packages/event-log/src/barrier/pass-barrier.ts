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
    const leftMs = deadlineMs - performance.now();
    const missing = await askMissing(nc, options, { passed, leftMs });
    if (missing?.length === 0) return;
    if (deadlineMs <= performance.now()) {
      throw new BarrierTimeout(missing?.map(nameOf) ?? [NOBODY_KNOWS], options);
    }
    await sleep(PAUSE_MS);
  }
}

/**
 * One round: lists the members and asks those who have not passed. Those of the last listing are asked while the new one is read,
 * so that the caller waits for the slower of the two and not for both. Which of them count is decided by the listing that was begun
 * after the fact: whoever joined later begins behind it, see `joinBarrier`. Null when the leases cannot be read at the moment.
 */
async function askMissing(
  nc: NatsConnection,
  options: PassOptions,
  { passed, leftMs }: { passed: Set<string>; leftMs: number },
): Promise<Member[] | null> {
  const waitMs = Math.min(Math.max(0, leftMs), ASK_EVERY_MS);
  const asked = new Map<string, Promise<boolean>>();
  const askOnce = (member: Member): Promise<boolean> => {
    const name = nameOf(member);
    const answer = asked.get(name) ?? ask(nc, member, { ...options, waitMs });
    asked.set(name, answer);
    return answer;
  };
  const isDue = (member: Member): boolean =>
    options.services.includes(member.service) && !passed.has(nameOf(member));
  for (const member of lastListed.get(nc) ?? []) if (isDue(member)) void askOnce(member);
  const members = await listMembers(nc, options.services);
  if (members === null) return null;
  lastListed.set(nc, members);
  const due = members.filter(isDue);
  const answers = leftMs > 0 ? await Promise.all(due.map(askOnce)) : [];
  for (const [index, member] of due.entries()) if (answers[index]) passed.add(nameOf(member));
  return due.filter((_, index) => answers[index] !== true);
}

/** Members as they were listed last, by connection: a guess whom to ask, never whom to leave out. */
const lastListed = new WeakMap<NatsConnection, Member[]>();

/** Null when the leases cannot be read at the moment. */
async function listMembers(nc: NatsConnection, services: string[]): Promise<Member[] | null> {
  try {
    return await linkOf(nc).ask(async () => (await leasesOf(nc)).list(services));
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
