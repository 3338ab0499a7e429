/** Where secrets come from. */
export interface Secrets {
  /** 256 random bits, base64url. */
  secret(): string;
  /** Six random digits. */
  code(): string;
}
