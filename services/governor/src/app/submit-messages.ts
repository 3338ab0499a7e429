import type { OutboundMessage, SendResult } from '@hustings/contracts/governor';
import { present } from '@hustings/kernel';
import type { Principal } from '@hustings/service-kit';
import type { GateWorker } from './gate-worker.ts';
import { type PreparedMessage, Submission, type WaitingCall } from './group.ts';
import { type PreparationParts, prepareMessage } from './prepare-message.ts';
import type { Views } from './views.ts';

export interface SubmissionParts extends Omit<PreparationParts, 'directory' | 'policy'> {
  workerOf: (organisationId: string) => GateWorker;
  viewsOf: (organisationId: string) => Views;
}

/** Messages in a caller's name. */
export interface SubmissionRequest {
  principal: Principal;
  messages: OutboundMessage[];
}

/** How a submission ends: once, with a result for each message in their order, or with an error. */
export interface SubmissionEnd {
  answer: (results: SendResult[]) => void;
  fail: (error: Error) => void;
}

/** Takes a tool's messages through preparation and their gate. Nothing is awaited unless a text is new to the classifier. */
export function submitMessages(
  parts: SubmissionParts,
  { principal, messages }: SubmissionRequest,
  end: SubmissionEnd,
): void {
  if (messages.length === 0) {
    end.answer([]);
    return;
  }
  // All of a caller's messages belong to its organisation, and so to one gate.
  const worker = parts.workerOf(principal.organisationId);
  const views = parts.viewsOf(principal.organisationId);
  const { vault, classifier, ids } = parts;
  const preparation: PreparationParts = {
    vault,
    classifier,
    ids,
    directory: views.directory,
    policy: views.activePolicy()?.policy ?? null,
  };
  const submission = new Submission(messages.length, end);
  const ready: WaitingCall[] = [];
  for (let place = 0; place < messages.length; place++) {
    const message = present(messages[place], 'a place has its message');
    const prepared = prepareMessage(preparation, principal, message);
    if (prepared.state === 'READY') {
      ready.push({ message: prepared.message, submission, place });
    } else if (prepared.state === 'REFUSED') {
      submission.settle(place, prepared.result);
    } else {
      submitLater(worker, prepared.message, { submission, place });
    }
  }
  submitNow(worker, ready, submission);
}

function submitNow(worker: GateWorker, calls: WaitingCall[], submission: Submission): void {
  try {
    worker.submit(calls);
  } catch (error) {
    submission.fail(toError(error));
  }
}

function submitLater(
  worker: GateWorker,
  message: Promise<PreparedMessage>,
  { submission, place }: Pick<WaitingCall, 'submission' | 'place'>,
): void {
  message.then(
    (prepared) => submitNow(worker, [{ message: prepared, submission, place }], submission),
    (error: unknown) => submission.fail(toError(error)),
  );
}

export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
