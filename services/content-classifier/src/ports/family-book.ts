/** What a family is opened with. */
export interface Opening {
  familyId: string;
  sketch: Uint32Array;
  templateFingerprint: string;
}

/** The families that the log knows, and the way to open one more. */
export interface FamilyBook {
  /** The earliest family that a sketch resembles, as far as this replica has read the log; null when there is none. */
  find(sketch: Uint32Array): string | null;
  /**
   * Opens a family unless it has more openings than `forgotten`. Settles when this replica has read the opening that
   * stands last, its own or another's, with the number of openings.
   */
  open(opening: Opening, forgotten: number): Promise<number>;
}
