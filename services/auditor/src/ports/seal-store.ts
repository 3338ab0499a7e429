/** A file of the sealed log. */
export interface SealFile {
  /** Below the store, for example "log/0/checkpoint". */
  path: string;
  bytes: Uint8Array;
}

/**
 * Where the sealed log stands. What a web server may serve is below "log/", the signer's memory below "signer/".
 */
export interface SealStore {
  /** Null when there is no such file. */
  read(path: string): Promise<Uint8Array | null>;
  /** All stand, durably, when it resolves; each is the old or the new one whatever happens before. */
  write(files: readonly SealFile[]): Promise<void>;
  /** Removes a folder with its files, if it is there. */
  remove(folder: string): Promise<void>;
}
