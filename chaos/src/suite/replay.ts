import { setTimeout as pause } from 'node:timers/promises';
import { AuditorServiceDefinition, type ReplayReport } from '@hustings/contracts/auditor';
import { Role } from '@hustings/contracts/registry';
import { createClient, RpcFailure } from '@hustings/service-kit';
import type { World } from '../world/open-world.ts';

/** A new credential is known to the auditor once it has read it from the log. */
const CREDENTIAL_KNOWN_WITHIN_MS = 10_000;
const AGAIN_AFTER_MS = 200;

/** The auditor re-derives every decision of the run from the log. */
export async function replayLog(world: World): Promise<ReplayReport> {
  const { office, stack } = world;
  const registry = office.registry(office.operatorToken);
  const { token } = await registry.issueCredential({
    label: 'auditor',
    roles: [Role.ROLE_AUDITOR],
  });
  const auditor = createClient(AuditorServiceDefinition, {
    address: stack.fleet.addresses.auditor,
    token,
  });
  const deadline = performance.now() + CREDENTIAL_KNOWN_WITHIN_MS;
  try {
    for (;;) {
      try {
        for await (const { body } of auditor.replay({ partition: '' })) {
          if (body?.$case === 'report') return body.value;
        }
        throw new Error('the replay ended without a report');
      } catch (error) {
        if (!(error instanceof RpcFailure) || performance.now() > deadline) throw error;
        await pause(AGAIN_AFTER_MS);
      }
    }
  } finally {
    auditor.close();
  }
}
