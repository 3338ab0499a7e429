import { AuditorServiceDefinition, type ReplayReport } from '@hustings/contracts/auditor';
import { createClient } from '@hustings/service-kit';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

/** Has the auditor re-derive every decision from the log alone. */
export async function replayLog(world: World, token: string, stage: Stage): Promise<ReplayReport> {
  const address = world.fleet.addresses.auditor;
  const auditor = createClient(AuditorServiceDefinition, { address, token });
  try {
    for await (const { body } of auditor.replay({ partition: '' })) {
      if (body?.$case === 'report') return body.value;
      if (body?.$case === 'progress') {
        const { seq, lastSeq, decisions } = body.value;
        stage.progress(Number(seq), Number(lastSeq), `${decisions} decisions`);
      }
    }
  } finally {
    stage.clear();
    auditor.close();
  }
  throw new Error('the replay ended without a report');
}

/** What the replay found, a line each. */
export function describeReplay(report: ReplayReport): string[] {
  return [
    `decisions ${report.decisions}, differences ${report.differences}`,
    `opt-outs violated ${report.optOutViolations}`,
    ...report.peaks.map(
      ({ senderId, maxPerSecond }) =>
        `highest count in any one second of ${senderId}: ${maxPerSecond}`,
    ),
    `duplicates sent ${report.duplicates}, acknowledged messages lost ${report.lost}`,
  ];
}
