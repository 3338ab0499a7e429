/** Where sealed bytes of an organisation stand. */
export interface ContentPlace {
  partition: string;
  organisationId: string;
  /** Bound to the sealed bytes: they open at no other place. */
  place: string;
  /** What the key belongs to, for example an appeal: erasing it makes all of its bytes unreadable. */
  keyId: string;
}

/** Sealed bytes beside the log. */
export interface Contents {
  /** Seals and stores; resolves to the sequence in the content stream once it is on disk. */
  put(place: ContentPlace, bytes: Uint8Array): Promise<number>;
  /** Opens again; null when the key was erased or the bytes are not there. */
  get(place: ContentPlace, seq: number): Promise<Uint8Array | null>;
}
