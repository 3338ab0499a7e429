import { DispatcherServiceDefinition } from '@hustings/contracts/dispatch';
import { createClient } from '@hustings/service-kit';
import type { CodeDelivery } from '../ports/code-delivery.ts';

/** A person waits for the answer, and can ask for another code. */
const DELIVERY_DEADLINE_MS = 5_000;

/** Delivery through the dispatcher, which alone talks to providers. */
export function dispatcherCodeDelivery(
  address: string,
  token: string,
): CodeDelivery & { close(): void } {
  const dispatcher = createClient(DispatcherServiceDefinition, {
    address,
    token,
    deadlineMs: DELIVERY_DEADLINE_MS,
  });
  return {
    deliver: async (code) => {
      await dispatcher.deliverVerificationCode(code);
    },
    close: () => dispatcher.close(),
  };
}
