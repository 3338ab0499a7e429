import { randomBytes } from 'node:crypto';
import type { RawMessage } from './raw-group.ts';

/** Bytes of a hash that stands before a recipient's name, of a bound key's value and of a message's, as the gates store them. */
const TAG = randomBytes(10).toString('hex');
const BOUND_BYTES = 90;
const MESSAGE_BYTES = 490;
const INSTANT_BYTES = 8;
const bound = randomBytes(BOUND_BYTES);
const stored = randomBytes(MESSAGE_BYTES);
const instant = randomBytes(INSTANT_BYTES);
/** When each recipient was reached last, as the store knows it. */
const reachedAt = new Map<string, string>();
let nowUs = 1_800_000_000_000_000;

/** The commands of one group, in the protocol's bytes. */
export interface GroupCommands {
  /** What has to be known before a group is decided. */
  reads: Buffer;
  /** What has changed when it was. */
  writes: Buffer;
}

/**
 * The plain commands that read and write what the gate's scripts read and write for a group under a bucket, a pair and a limit of
 * different recipients: the same hashes and the same sorted set, all of a group in one command each.
 */
export function commandsOf(messages: readonly RawMessage[]): GroupCommands {
  nowUs += 10_000;
  const keys = messages.map(({ idempotencyKey }) => idempotencyKey);
  const recipients = messages.map(({ recipient }) => recipient);
  const fields = recipients.map((recipient) => `${TAG}|${recipient}`);
  const left: string[] = [];
  const reached: string[] = [];
  for (const recipient of recipients) {
    const member = `${TAG}|${nowUs}|${recipient}`;
    left.push(reachedAt.get(recipient) ?? member);
    reached.push('0', member);
    reachedAt.set(recipient, member);
  }
  return {
    reads: Buffer.concat([
      resp('SMISMEMBER', 'all-political', ...recipients),
      resp('HMGET', 'bound', ...keys),
      resp('HMGET', 'opt-outs', ...recipients),
      resp('HMGET', 'replied', ...recipients),
      resp('HMGET', 'pairs', ...fields),
      resp('HMGET', 'reached-at', ...fields),
    ]),
    writes: Buffer.concat([
      resp('ZREM', 'reached', ...left),
      resp('ZADD', 'reached', ...reached),
      resp('HSET', 'reached-at', ...fields.flatMap((field) => [field, instant])),
      resp('HSET', 'pairs', ...fields.flatMap((field) => [field, instant])),
      resp('HSET', 'bound', ...keys.flatMap((key) => [key, bound])),
      resp('HSET', 'messages', ...messages.flatMap(({ messageId }) => [messageId, stored])),
    ]),
  };
}

/** One command in RESP (redis.io/docs/latest/develop/reference/protocol-spec). */
export function resp(...args: (string | Buffer)[]): Buffer {
  const parts = args.flatMap((arg) => {
    const bytes = Buffer.from(arg);
    return [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')];
  });
  return Buffer.concat([Buffer.from(`*${args.length}\r\n`), ...parts]);
}
