import {
  type ListReceiptsRequest,
  type ListReceiptsResponse,
  TransparencyServiceDefinition,
  type TransparencyServiceImplementation,
} from '@hustings/contracts/auditor';
import { Role } from '@hustings/contracts/registry';
import type { EventLog } from '@hustings/event-log';
import type { Clock } from '@hustings/kernel';
import { type Hash, readConsistencyProof, readInclusionProof } from '@hustings/merkle-log';
import {
  bindService,
  principalOf,
  RpcFailure,
  requireOrganisation,
  requireRole,
  type ServiceBinding,
} from '@hustings/service-kit';
import { type CallContext, Status } from 'nice-grpc-common';
import { findDecisions, isMessageId } from '../app/find-decisions.ts';
import { hashesOr, makeReceipt } from '../app/make-receipt.ts';
import type { PartitionSeal } from '../app/sealing/partition-seal.ts';
import type { PartitionSealer } from '../app/sealing/seal-partition.ts';

/** Each reads a stretch of the log. */
const READINGS_AT_ONCE = 4;
const RETRY_AFTER_US = 10_000_000n;

/** What may be fetched: nothing that leaves the folder of the partition. */
const TILE_PATH =
  /^tile\/(?:entries|[0-9]|[1-5][0-9])\/(?:x\d{3}\/){0,5}\d{3}(?:\.p\/[1-9]\d{0,2})?$/;

export interface TransparencyParts {
  log: EventLog;
  clock: Clock;
  /** Of each partition. */
  sealers: readonly PartitionSealer[];
  /** Between two rounds of sealing. */
  intervalMs: number;
}

/** The sealed log for outsiders. `parts` null: this auditor seals nothing. */
export function bindTransparencyService(parts: TransparencyParts | null): ServiceBinding {
  const implementation: TransparencyServiceImplementation = {
    async listCheckpoints({ partition }, context) {
      principalOf(context);
      const { sealers } = required(parts);
      const chosen = partition === '' ? sealers : [sealerOf(required(parts), partition)];
      return { partitions: chosen.flatMap(describe) };
    },
    async getInclusionProof({ partition, seq, size: asked }, context) {
      principalOf(context);
      const { seal, treeSize } = sealOf(required(parts), partition);
      const size = sizeOf('size', asked, treeSize);
      if (seq < 1n || seq > BigInt(size)) {
        throw outOfRange('seq', `1 to ${size}: what the tree holds`);
      }
      const place = { index: Number(seq) - 1, size, treeSize };
      return toProof(size, hashesOr(await readInclusionProof(seal.read, place), partition));
    },
    async getConsistencyProof({ partition, oldSize: old, size: asked }, context) {
      principalOf(context);
      const { seal, treeSize } = sealOf(required(parts), partition);
      const size = sizeOf('size', asked, treeSize);
      if (old > BigInt(size)) throw outOfRange('old_size', `0 to ${size}`);
      const sizes = { oldSize: Number(old), size, treeSize };
      return toProof(size, hashesOr(await readConsistencyProof(seal.read, sizes), partition));
    },
    async fetchTile({ partition, path }, context) {
      principalOf(context);
      const { seal } = sealOf(required(parts), partition);
      if (!TILE_PATH.test(path)) throw outOfRange('path', 'such as tile/0/000 or tile/entries/000');
      const content = await seal.read(path);
      if (content !== null) return { content: Buffer.from(content) };
      throw RpcFailure.notFound('TILE_UNKNOWN', `there is no ${path}: ask for the full tile`);
    },
    listReceipts: limited(parts),
  };
  return bindService(TransparencyServiceDefinition, implementation);
}

/** Receipts, for some callers at a time. */
function limited(parts: TransparencyParts | null) {
  let running = 0;
  return async function* (
    request: ListReceiptsRequest,
    context: CallContext,
  ): AsyncGenerator<ListReceiptsResponse> {
    const organisationId = askerOf(context);
    const means = required(parts);
    if (!isMessageId(request.messageId)) {
      throw outOfRange('message_id', 'the UUID that the message was answered with');
    }
    if (running >= READINGS_AT_ONCE) throw busy(means);
    running++;
    try {
      yield* listReceipts(means, { ...request, organisationId, signal: context.signal });
    } finally {
      running--;
    }
  };
}

async function* listReceipts(
  parts: TransparencyParts,
  query: ListReceiptsRequest & { organisationId: string; signal: AbortSignal },
): AsyncGenerator<ListReceiptsResponse> {
  const { messageId } = query;
  let isSealed = false;
  let isFound = false;
  for await (const found of findDecisions(parts.log, query)) {
    isFound = true;
    const { sealed } = sealerOf(parts, found.partition);
    const receipt = await makeReceipt(found, sealed, messageId);
    if (receipt === null) break;
    isSealed = true;
    yield { receipt };
  }
  if (isSealed || query.signal.aborted) return;
  if (isFound) throw notSealedYet(parts);
  const hint = query.all ? '' : ', or was decided long after it was accepted: ask for all';
  throw RpcFailure.notFound('MESSAGE_UNKNOWN', `the log holds no such message of yours${hint}`);
}

/** Whose messages the caller may ask about: '' = everybody's. */
function askerOf(context: CallContext): string {
  const { organisationId } = principalOf(context);
  if (organisationId === '') {
    requireRole(context, Role.ROLE_AUDITOR, Role.ROLE_OPERATOR);
    return '';
  }
  requireOrganisation(context, Role.ROLE_ORGANISATION_ADMIN, Role.ROLE_TOOL);
  return organisationId;
}

function describe({ partition, key, sealed }: PartitionSealer) {
  const checkpoint = sealed?.checkpoint ?? null;
  if (sealed === null || checkpoint === null) return [];
  const { verifierKey, verifier } = key;
  const size = BigInt(sealed.sealedSize);
  return [{ partition, origin: verifier.name, verifierKey, checkpoint, size }];
}

function sealOf(
  parts: TransparencyParts,
  partition: string,
): { seal: PartitionSeal; treeSize: number } {
  const { sealed } = sealerOf(parts, partition);
  if (sealed === null || sealed.checkpoint === null) throw notSealedYet(parts);
  return { seal: sealed, treeSize: sealed.sealedSize };
}

function sealerOf({ sealers }: TransparencyParts, partition: string): PartitionSealer {
  const sealer = sealers.find((each) => each.partition === partition);
  if (sealer !== undefined) return sealer;
  const description = `one of ${sealers.map((each) => each.partition).join(', ')}`;
  throw RpcFailure.invalid('PARTITION_UNKNOWN', 'there is no such partition', [
    { field: 'partition', description },
  ]);
}

function sizeOf(field: string, asked: bigint, treeSize: number): number {
  if (asked > BigInt(treeSize)) throw outOfRange(field, `at most ${treeSize}: what is sealed`);
  return asked === 0n ? treeSize : Number(asked);
}

function toProof(size: number, proof: readonly Hash[]) {
  return { size: BigInt(size), proof: proof.map((hash) => Buffer.from(hash)) };
}

function required(parts: TransparencyParts | null): TransparencyParts {
  if (parts !== null) return parts;
  const message =
    'this auditor seals nothing: ask one that does, or set HUSTINGS_SEAL_KEY and _DIR';
  throw RpcFailure.precondition('SEALING_OFF', message);
}

function notSealedYet({ clock, intervalMs }: TransparencyParts): RpcFailure {
  return new RpcFailure({
    code: Status.FAILED_PRECONDITION,
    reason: 'NOT_SEALED_YET',
    message: 'it is in the log and not under a checkpoint yet: retry in some seconds',
    retryAtUs: clock.nowUs() + BigInt(intervalMs) * 1000n,
  });
}

function outOfRange(field: string, description: string): RpcFailure {
  const violations = [{ field, description }];
  return RpcFailure.invalid('REQUEST_INVALID', `${field} is not what it has to be`, violations);
}

function busy({ clock }: TransparencyParts): RpcFailure {
  return RpcFailure.exhausted(
    { reason: 'READINGS_RUNNING', message: 'other receipts are being made; retry later' },
    clock.nowUs() + RETRY_AFTER_US,
    { subject: 'auditor', description: `${READINGS_AT_ONCE} readings for receipts at a time` },
  );
}
