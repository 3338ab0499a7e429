import { Metadata } from '@grpc/grpc-js';
import { DETAILS_KEY } from './front/grpc-headers.ts';

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
