import { DispatcherServiceDefinition } from '@hustings/contracts/dispatch';
import { createClient, type Logger } from '@hustings/service-kit';
import type { WithProviderView } from '../ports/with-provider.ts';

/** An opt-out is in force when this is asked; its answer must not wait long for a list. */
const DEADLINE_MS = 500;

/** The dispatcher behind its gRPC contract. */
export function grpcWithProvider(options: {
  address: string;
  token: string;
  logger: Logger;
}): WithProviderView & { close(): void } {
  const { logger, ...target } = options;
  const client = createClient(DispatcherServiceDefinition, { ...target, deadlineMs: DEADLINE_MS });
  return {
    async list(organisationId, recipient) {
      try {
        const { messages } = await client.listWithProvider({ organisationId, recipient });
        return messages.map(({ messageId, senderId, calling }) => ({
          messageId,
          senderId,
          state: calling ? 'CALLING' : 'ACCEPTED',
        }));
      } catch (error) {
        logger.warn({ err: error }, 'the dispatcher could not be asked what is with the provider');
        return null;
      }
    },
    close: () => client.close(),
  };
}
