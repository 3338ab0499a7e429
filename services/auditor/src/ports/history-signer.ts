/** Signs histories. */
export interface HistorySigner {
  /** Raw public key, hex. */
  publicKey: string;
  /** First 16 hex digits of the SHA-256 of its raw bytes. */
  keyId: string;
  /** Ed25519 (RFC 8032) over a SHA-256, hex. */
  sign(sha256: Uint8Array): string;
}
