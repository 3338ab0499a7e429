import { createHash } from 'node:crypto';
import { present } from '@hustings/kernel';
import canonicalize from 'canonicalize';
import type { PolicyDocument } from './schema.ts';

/** The document as canonical JSON (RFC 8785), UTF-8: the bytes that are hashed, approved and activated. */
export function canonicalPolicy(policy: PolicyDocument): Uint8Array {
  return new TextEncoder().encode(present(canonicalize(policy), 'a policy is always JSON'));
}

/** SHA-256 of the canonical document, hex. */
export function policyHash(policy: PolicyDocument): string {
  return createHash('sha256').update(canonicalPolicy(policy)).digest('hex');
}
