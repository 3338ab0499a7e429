import {
  AuditorServiceDefinition,
  type AuditorServiceImplementation,
  type ReplayRequest,
  type ReplayResponse,
} from '@hustings/contracts/auditor';
import { Role } from '@hustings/contracts/registry';
import { organisationPartitions } from '@hustings/event-log';
import { bindService, RpcFailure, requireRole, type ServiceBinding } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';
import { type ReplayParts, type ReplayStage, replayLog } from '../app/replay-log.ts';
import type { AuditorTelemetry } from '../telemetry.ts';
import { toReport } from './replay-report.ts';

/** A replay takes a core for its time, and its memory grows with the log. */
const REPLAYS_AT_ONCE = 1;
const RETRY_AFTER_US = 10_000_000n;

export function bindAuditorService(
  parts: ReplayParts,
  telemetry: AuditorTelemetry,
): ServiceBinding {
  let running = 0;
  async function* replay(
    request: ReplayRequest,
    context: CallContext,
  ): AsyncGenerator<ReplayResponse> {
    requireRole(context, Role.ROLE_AUDITOR, Role.ROLE_OPERATOR);
    checkPartition(parts, request.partition);
    if (running >= REPLAYS_AT_ONCE) {
      const retryAtUs = parts.clock.nowUs() + RETRY_AFTER_US;
      throw RpcFailure.exhausted(
        { reason: 'REPLAY_RUNNING', message: 'a replay is running; retry later' },
        retryAtUs,
        { subject: 'auditor', description: 'one replay at a time' },
      );
    }
    running++;
    try {
      const { partition } = request;
      const stages = replayLog(parts, { partition, signal: context.signal });
      let stage = await stages.next();
      while (!stage.done) {
        yield { body: { $case: 'progress', value: toProgress(stage.value) } };
        stage = await stages.next();
      }
      const report = toReport(stage.value);
      telemetry.noteReplay(report);
      yield { body: { $case: 'report', value: report } };
    } finally {
      running--;
    }
  }
  const implementation: AuditorServiceImplementation = { replay };
  return bindService(AuditorServiceDefinition, implementation);
}

function checkPartition({ log }: ReplayParts, partition: string): void {
  const names = organisationPartitions(log.layout);
  if (partition === '' || names.includes(partition)) return;
  const field = { field: 'partition', description: `one of ${names.join(', ')}, or empty for all` };
  throw RpcFailure.invalid('PARTITION_UNKNOWN', 'there is no such partition', [field]);
}

function toProgress({ seq, lastSeq, decisions }: ReplayStage) {
  return { seq: BigInt(seq), lastSeq: BigInt(lastSeq), decisions: BigInt(decisions) };
}
