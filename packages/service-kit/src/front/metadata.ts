import { Metadata } from '@grpc/grpc-js';

/** Name of the trailer that holds a `google.rpc.Status`. */
export const DETAILS_KEY = 'grpc-status-details-bin';

/** The text of a call's `authorization` entry. */
export function authorizationIn(metadata: Metadata): string | undefined {
  const entry = metadata.get('authorization')[0];
  return typeof entry === 'string' ? entry : undefined;
}

/** What a status says beside its code and message; null when its details are empty. */
export function trailerOf(details: Uint8Array): Metadata | null {
  if (details.length === 0) return null;
  const metadata = new Metadata();
  metadata.set(DETAILS_KEY, Buffer.from(details));
  return metadata;
}
