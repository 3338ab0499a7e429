import { JetStreamApiError } from '@nats-io/jetstream';

/** JetStream: the subject's last sequence is not the expected one. */
const WRONG_LAST_SEQUENCE = 10071;
/** JetStream: there is no message with this sequence; the second code comes from deletes. */
const NO_MESSAGE = [10037, 10043, 10057] as const;

/** Something else stands last on the subject. */
export function isWrongLastSequence(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE;
}

/** The message to delete is not there (any more). */
export function isNoMessage(error: unknown): boolean {
  return error instanceof JetStreamApiError && NO_MESSAGE.some((code) => code === error.code);
}
