/** The part of libsodium's binding that is used here; its own package brings no types. */
declare module 'sodium-native' {
  interface Sodium {
    /** Writes ciphertext and tag (16 bytes) into `out`; returns their length. `nonce`: 24 bytes, `key`: 32 bytes. */
    crypto_aead_xchacha20poly1305_ietf_encrypt(
      out: Buffer,
      plaintext: Uint8Array,
      associated: Uint8Array,
      unused: null,
      nonce: Uint8Array,
      key: Uint8Array,
    ): number;
    /** Writes the plaintext into `out`; returns its length. Throws when the tag does not fit. */
    crypto_aead_xchacha20poly1305_ietf_decrypt(
      out: Buffer,
      unused: null,
      ciphertext: Uint8Array,
      associated: Uint8Array,
      nonce: Uint8Array,
      key: Uint8Array,
    ): number;
  }
  const sodium: Sodium;
  export default sodium;
}
