import { createClient, RpcFailure } from '@hustings/service-kit';
import { HealthDefinition } from 'nice-grpc-server-health';

/** Names of grpc.health.v1.HealthCheckResponse.ServingStatus by number. */
const STATUS_NAMES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/** A service that is well answers at once; a dead one must not hold up the others' lines. */
const HEALTH_DEADLINE_MS = 2_000;

/** "SERVING", "NOT_SERVING", or the reason why the service cannot be asked (gRPC health checking protocol). */
export async function checkHealth(address: string): Promise<string> {
  const options = { address, token: '', deadlineMs: HEALTH_DEADLINE_MS };
  const client = createClient(HealthDefinition, options);
  try {
    const { status } = await client.check({ service: '' });
    return STATUS_NAMES[status] ?? 'UNKNOWN';
  } catch (error) {
    if (error instanceof RpcFailure) return error.reason;
    throw error;
  } finally {
    client.close();
  }
}

/** "SERVING", or why the pages for recipients cannot be reached. */
export async function checkPages(address: string): Promise<string> {
  try {
    const signal = AbortSignal.timeout(HEALTH_DEADLINE_MS);
    const { ok } = await fetch(`http://${address}/healthz`, { signal });
    return ok ? 'SERVING' : 'NOT_SERVING';
  } catch {
    return 'UNAVAILABLE';
  }
}
