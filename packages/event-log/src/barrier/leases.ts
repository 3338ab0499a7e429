import { assert, isToken } from '@hustings/kernel';
import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';

/** Bucket of the leases; the installer makes it. */
export const MEMBERS_BUCKET = 'HUSTINGS_MEMBERS';

/**
 * A lease ends by itself after this time without a refresh. The margin over `FENCE_AFTER_MS` is for the way to the server and for
 * clocks that run at different speeds: a member must stop before others count it as gone.
 */
export const LEASE_TTL_MS = 12_000;

/** A member that could not refresh for so long must have stopped. */
export const FENCE_AFTER_MS = 8_000;

/** Three refreshes may fail before a member is fenced. */
export const REFRESH_EVERY_MS = 2_000;

/** One member of a service. */
export interface Member {
  service: string;
  id: string;
}

/** A lease that is not refreshed within this time is tried again; four tries fit before the fence. */
const CALL_TIMEOUT_MS = 1_000;

export async function openLeases(nc: NatsConnection): Promise<Leases> {
  const options = { timeout: CALL_TIMEOUT_MS };
  const kv = await new Kvm(jetstream(nc, options)).open(MEMBERS_BUCKET, options);
  return new Leases(kv, await jetstreamManager(nc, options));
}

/** The leases of all members. */
export class Leases {
  readonly #kv: KV;
  readonly #jsm: JetStreamManager;

  constructor(kv: KV, jsm: JetStreamManager) {
    this.#kv = kv;
    this.#jsm = jsm;
  }

  async refresh(member: Member): Promise<void> {
    await this.#kv.put(keyOf(member), '');
  }

  async end(member: Member): Promise<void> {
    await this.#kv.delete(keyOf(member));
  }

  /** Members of some services whose lease stands. Asks the stream's leader: a replica could miss a new one. */
  async list(services: string[]): Promise<Member[]> {
    const filter = `$KV.${MEMBERS_BUCKET}.>`;
    const info = await this.#jsm.streams.info(`KV_${MEMBERS_BUCKET}`, { subjects_filter: filter });
    const members = Object.keys(info.state.subjects ?? {})
      .map(parseSubject)
      .filter(({ service }) => services.includes(service));
    const standing = await Promise.all(members.map((member) => this.#stands(member)));
    return members.filter((_, index) => standing[index]);
  }

  async #stands(member: Member): Promise<boolean> {
    const entry = await this.#kv.get(keyOf(member));
    return entry?.operation === 'PUT';
  }
}

function keyOf({ service, id }: Member): string {
  assert(isToken(service) && isToken(id), `no name for a member: "${service}" "${id}"`);
  return `${service}.${id}`;
}

function parseSubject(subject: string): Member {
  const [, , service = '', id = ''] = subject.split('.');
  return { service, id };
}
