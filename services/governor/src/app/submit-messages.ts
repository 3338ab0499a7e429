import type { OutboundMessage, SendResult } from '@hustings/contracts/governor';
import type { Principal } from '@hustings/service-kit';
import type { GateWorker } from './gate-worker.ts';
import type { PreparedMessage } from './group.ts';
import { type PreparationParts, prepareMessage } from './prepare-message.ts';
import type { Views } from './views.ts';

export interface SubmissionParts extends Omit<PreparationParts, 'directory' | 'activePolicy'> {
  workerOf: (organisationId: string) => GateWorker;
  viewsOf: (organisationId: string) => Views;
}

/** Takes a tool's messages through preparation and their gate; answers in the order of the messages. */
export async function submitMessages(
  parts: SubmissionParts,
  principal: Principal,
  messages: OutboundMessage[],
): Promise<SendResult[]> {
  // All of a caller's messages belong to its organisation, and so to one gate.
  const worker = parts.workerOf(principal.organisationId);
  const views = parts.viewsOf(principal.organisationId);
  const preparation: PreparationParts = {
    ...parts,
    directory: views.directory,
    activePolicy: () => views.activePolicy()?.policy ?? null,
  };
  const prepared = await Promise.all(
    messages.map((message) => prepareMessage(preparation, principal, message)),
  );
  return Promise.all(
    prepared.map(async (one) => (one.ready ? askGate(worker, one.message) : one.result)),
  );
}

function askGate(worker: GateWorker, message: PreparedMessage): Promise<SendResult> {
  return new Promise((resolve, reject) => {
    worker.submit([{ message, answer: resolve, fail: reject }]);
  });
}
