import { createHash } from 'node:crypto';
import { assert, present } from '@hustings/kernel';
import type { Command } from 'ioredis';
import { argumentsOf, type WrittenArguments } from './argument-writer.ts';
import { type Argument, type PackedCall, PackedCommand } from './packed-command.ts';
import type { ScriptSource } from './script-source.ts';

/** The part of a Redis client that scripts need. */
export interface ScriptClient {
  callBuffer(command: string, ...args: (string | number | Buffer)[]): Promise<unknown>;
  /** Of ioredis: takes a command as it is. */
  sendCommand?(command: Command): unknown;
}

/** What a call passes, by the names of the script's header. */
export interface ScriptCall {
  keys: Record<string, string>;
  args: Record<string, string | number | Buffer>;
  rest?: (string | Buffer)[] | WrittenArguments;
}

/** A reply as the server sent it: bulk strings as bytes. */
export type Reply = Buffer | number | null | Reply[];

export interface Script {
  /** Makes the script known to the server. */
  load(client: ScriptClient): Promise<void>;
  run(client: ScriptClient, call: ScriptCall): Promise<Reply[]>;
}

/**
 * A script known by the hash of its text. A server that does not know it answers NOSCRIPT, and the call fails: running it
 * later by its text would let calls that were made after it overtake it, and entries of the log must take effect in order.
 */
export function createScript(source: ScriptSource): Script {
  const sha = createHash('sha1').update(source.lua).digest('hex');
  const command = source.readOnly ? 'EVALSHA_RO' : 'EVALSHA';
  return {
    async load(client) {
      const loaded = await client.callBuffer('SCRIPT', 'LOAD', source.lua);
      assert(String(loaded) === sha, `${source.name} is loaded under its hash`);
    },
    async run(client, call) {
      const keys = keysOf(source, call);
      const head = [sha, keys.length, ...keys, ...fixedArgs(source, call)];
      const routed = keys.length + ROUTED_BEFORE_KEYS;
      const reply = await send(client, { command, head, rest: call.rest ?? [], routed });
      assert(Array.isArray(reply), `${source.name} answers with a list`);
      return reply;
    },
  };
}

/** The hash and the count of keys. */
const ROUTED_BEFORE_KEYS = 2;

/** In the order of the calls, whichever way: both write to the same connection at once. */
async function send(
  client: ScriptClient,
  { command: name, head, rest, routed }: PackedCall & { command: string; routed: number },
): Promise<unknown> {
  if (client.sendCommand === undefined) {
    return client.callBuffer(name, ...head, ...(Array.isArray(rest) ? rest : argumentsOf(rest)));
  }
  const command = new PackedCommand(name.toLowerCase(), { head, rest }, routed);
  client.sendCommand(command);
  try {
    return await command.promise;
  } finally {
    command.letGo();
  }
}

/** Text of a bulk string; numbers come back as their digits. */
export function textOf(reply: Reply | undefined): string {
  assert(Buffer.isBuffer(reply) || typeof reply === 'number', 'the reply holds a text here');
  return reply.toString();
}

/** The list at this place of a reply. */
export function listOf(reply: Reply | undefined): Reply[] {
  assert(Array.isArray(reply), 'the reply holds a list here');
  return reply;
}

/** The bytes at this place of a reply. */
export function bytesOf(reply: Reply | undefined): Buffer {
  assert(Buffer.isBuffer(reply), 'the reply holds bytes here');
  return reply;
}

function keysOf({ name, keys }: ScriptSource, call: ScriptCall): string[] {
  return keys.map((key) => present(call.keys[key], `${name} needs the key ${key}`));
}

function fixedArgs({ name, args }: ScriptSource, call: ScriptCall): Argument[] {
  return args.map((arg) => present(call.args[arg.name], `${name} needs ${arg.name}`));
}
