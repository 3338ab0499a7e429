import { assert, isToken } from '@hustings/kernel';
import { JetStreamApiError, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import { API_CODE } from '../jetstream/faults.ts';

/** Bucket of the shares; the installer makes it. */
export const SHARES_BUCKET = 'HUSTINGS_SHARES';

const TABLE_KEY = 'table';
const MEMBER_PREFIX = 'member';
const CHANGED_SUBJECT = 'hustings.shares.changed';
/** A call that is not answered within this time is made again in the next round. */
const CALL_TIMEOUT_MS = 1_000;

/** One process that takes a share, as it last announced itself. */
export interface ShareMember {
  /** New with each start. */
  id: string;
  /** Where the others reach it, host:port. */
  address: string;
  /** Rises with each announcement: who stands still is taken for gone after its lease. */
  beat: number;
  leaseMs: number;
  /** Hands its share over and takes nothing any more. */
  draining: boolean;
}

/** Who serves what: name of the thing → member id. */
export type ShareTable = Readonly<Record<string, string>>;

/**
 * Where the members of one service divide work among them. A member's lease is judged by those who watch it, by their own clock, so
 * nothing here ends by itself, and the clocks of the servers do not matter.
 */
export interface ShareStore {
  announce(member: ShareMember): Promise<void>;
  forget(id: string): Promise<void>;
  members(): Promise<ShareMember[]>;
  table(): Promise<{ table: ShareTable; revision: number }>;
  /** False when somebody else has changed it since that revision. */
  replaceTable(table: ShareTable, revision: number): Promise<boolean>;
  /** Wakes all members; best effort, they look by themselves soon. */
  ring(): void;
  onRing(listen: () => void): () => void;
}

export async function openShareStore(nc: NatsConnection): Promise<ShareStore> {
  const options = { timeout: CALL_TIMEOUT_MS };
  const kv = await new Kvm(jetstream(nc, options)).open(SHARES_BUCKET, options);
  const jsm = await jetstreamManager(nc, options);

  async function memberKeys(): Promise<string[]> {
    const filter = `$KV.${SHARES_BUCKET}.${MEMBER_PREFIX}.>`;
    const info = await jsm.streams.info(`KV_${SHARES_BUCKET}`, { subjects_filter: filter });
    return Object.keys(info.state.subjects ?? {}).map((subject) =>
      subject.slice(`$KV.${SHARES_BUCKET}.`.length),
    );
  }

  return {
    async announce(member) {
      await kv.put(memberKey(member.id), JSON.stringify(member));
    },
    async forget(id) {
      await kv.purge(memberKey(id));
    },
    async members() {
      const found = await Promise.all((await memberKeys()).map((key) => readMember(kv, key)));
      return found.filter((member) => member !== null);
    },
    async table() {
      const entry = await kv.get(TABLE_KEY);
      if (entry === null) return { table: {}, revision: 0 };
      return { table: entry.json<ShareTable>(), revision: entry.revision };
    },
    async replaceTable(table, revision) {
      try {
        await kv.put(TABLE_KEY, JSON.stringify(table), { previousSeq: revision });
        return true;
      } catch (error) {
        if (isOutrun(error)) return false;
        throw error;
      }
    },
    ring: () => nc.publish(CHANGED_SUBJECT),
    onRing(listen) {
      const subscription = nc.subscribe(CHANGED_SUBJECT, { callback: () => listen() });
      return () => subscription.unsubscribe();
    },
  };
}

/** Null for a member that has left. */
async function readMember(kv: KV, key: string): Promise<ShareMember | null> {
  const entry = await kv.get(key);
  return entry?.operation === 'PUT' ? entry.json<ShareMember>() : null;
}

function memberKey(id: string): string {
  assert(isToken(id), `no name for a member: "${id}"`);
  return `${MEMBER_PREFIX}.${id}`;
}

function isOutrun(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === API_CODE.wrongLastSequence;
}
