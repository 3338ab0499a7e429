import { createChannel, createClient } from 'nice-grpc';
import { HealthDefinition } from 'nice-grpc-server-health';
import type { Member } from './members.ts';

/** SERVING in grpc.health.v1.HealthCheckResponse.ServingStatus. */
const SERVING = 1;

/** Resolves when the member at the address says that it is well; throws otherwise, after the time-out at the latest. */
export async function checkHealth(
  speaks: Member['speaks'],
  address: string,
  timeoutMs: number,
): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  if (speaks === 'http') {
    await fetch(`http://${address}/`, { signal });
    return;
  }
  const channel = createChannel(address);
  try {
    const { status } = await createClient(HealthDefinition, channel).check(
      { service: '' },
      { signal },
    );
    if (status !== SERVING) throw new Error(`${address} answers, but is not serving (${status})`);
  } finally {
    channel.close();
  }
}
