import { installStreams } from '@hustings/event-log';
import { connectNats } from '@hustings/service-kit';

export interface LogPlan {
  /** Chosen once for a deployment. */
  partitions: number;
  /** Per partition; chosen once. */
  gates: number;
  /** Copies of every stream: 1 on one machine, 3 in a cluster. */
  replicas: number;
}

/** Fits one machine: one order of all facts, and enough gates to decide for several organisations at once. */
export const SINGLE_MACHINE_PLAN: LogPlan = { partitions: 1, gates: 16, replicas: 1 };

/** Makes the streams of the event log, or checks those that stand. */
export async function installLog(
  natsUrl: string,
  plan: LogPlan = SINGLE_MACHINE_PLAN,
): Promise<void> {
  const connection = await connectNats(natsUrl, 'install');
  try {
    await installStreams(connection, plan);
  } finally {
    await connection.close();
  }
}
