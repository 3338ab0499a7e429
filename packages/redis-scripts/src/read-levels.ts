import { assert } from '@hustings/kernel';
import type { InstantUs } from '@hustings/policy';
import { registryFields } from '@hustings/policy/gate';
import type { Level } from '@hustings/policy/plan';
import { gateKeys } from './gate-keys.ts';
import type { GateRef } from './gate-types.ts';
import { bytesOf, listOf, type Reply, type ScriptCall, textOf } from './script.ts';

/** Most senders of one call. */
export const MAX_LEVEL_SENDERS = 64;
/** Steps in which people reached are told: each costs a lookup, and some microseconds of every other gate's time. */
const SAMPLES = 256;
/** Bytes of a spend, as `levels.lua` packs it: double and uint32. */
const SPEND_BYTES = 12;

/** A sender whose levels are asked for. */
export interface LevelSender {
  senderId: string;
  organisationId: string;
}

/** What is taken of a sender's limits. */
export interface SenderLevels {
  /** Limit profile; '' when the gate does not know the sender. */
  profile: string;
  /** By limit id. */
  limits: Map<string, Level & { sinceUs: InstantUs }>;
}

export interface Levels {
  outcome: 'LEVELS';
  nowUs: InstantUs;
  /** Policy in force; '' for none. */
  policyHash: string;
  /** In the order in which they were asked for. */
  senders: SenderLevels[];
}

/** The call of `levels.lua`. */
export function levelsCall(
  gate: GateRef,
  epoch: string,
  senders: readonly LevelSender[],
): ScriptCall {
  assert(senders.length <= MAX_LEVEL_SENDERS, `at most ${MAX_LEVEL_SENDERS} senders a call`);
  return {
    keys: gateKeys(gate, epoch),
    args: { epoch, samples: SAMPLES },
    rest: senders.flatMap(({ senderId, organisationId }) => [
      senderId,
      organisationId,
      registryFields.sender(senderId),
    ]),
  };
}

export function levelsOfReply([, now, hash, senders]: Reply[]): Levels {
  return {
    outcome: 'LEVELS',
    nowUs: Number(textOf(now)),
    policyHash: textOf(hash),
    senders: listOf(senders).map((reply) => {
      const [profile, limits] = listOf(reply);
      return { profile: textOf(profile), limits: new Map(listOf(limits).map(limitOf)) };
    }),
  };
}

function limitOf(reply: Reply): [string, Level & { sinceUs: InstantUs }] {
  const [id, since, fullAt, packed] = listOf(reply);
  const bytes = bytesOf(packed);
  const spends = Array.from({ length: bytes.length / SPEND_BYTES }, (_, index) => ({
    atUs: bytes.readDoubleLE(index * SPEND_BYTES),
    permits: bytes.readUInt32LE(index * SPEND_BYTES + 8),
  }));
  const fullAtUs = Number(textOf(fullAt));
  return [textOf(id), { spends, fullAtUs, sinceUs: Number(textOf(since)) }];
}
