/** Families followed at once. Of more, the one longest without a message is forgotten. */
const MAX_FAMILIES = 4096;

/** Senders counted per family; a rule need not tell more apart. */
const MAX_SENDERS = 64;

const HOUR_US = 3_600_000_000;

interface Share {
  organisationId: string;
  /** Messages by hour, the oldest first. */
  hours: Map<number, number>;
}

/** What a family of texts looks like over all senders. */
export interface FamilyReach {
  sent: number;
  senders: number;
  organisations: number;
}

/**
 * Who sends the same text: one campaign spread thin over many numbers shows only here. Families are those of the classifier,
 * senders those of one partition. A fold in the order of the log, in bounded memory.
 */
export class FamilyIndex {
  /** Family → sender → share; the family longest without a message first. */
  readonly #families = new Map<string, Map<string, Share>>();
  /** The family that stands last. */
  #latest = '';

  note(message: {
    familyId: string;
    senderId: string;
    organisationId: string;
    atUs: number;
  }): void {
    const { familyId, senderId, organisationId, atUs } = message;
    if (familyId === '') return;
    const family = this.#familyOf(familyId);
    let share = family.get(senderId);
    if (share === undefined) {
      if (family.size >= MAX_SENDERS) return;
      share = { organisationId, hours: new Map<number, number>() };
      family.set(senderId, share);
    }
    const hour = Math.floor(atUs / HOUR_US);
    share.hours.set(hour, (share.hours.get(hour) ?? 0) + 1);
  }

  /** The family, which stands last from now on. Mailings come in runs of one text, for which it need not be moved. */
  #familyOf(familyId: string): Map<string, Share> {
    const family = this.#families.get(familyId) ?? new Map<string, Share>();
    if (familyId === this.#latest) return family;
    this.#latest = familyId;
    this.#families.delete(familyId);
    this.#families.set(familyId, family);
    if (this.#families.size > MAX_FAMILIES) {
      for (const oldest of this.#families.keys()) {
        this.#families.delete(oldest);
        break;
      }
    }
    return family;
  }

  /** The family's messages since an instant, to the hour. Forgets what is older. */
  reach(familyId: string, sinceUs: number): FamilyReach {
    const family = this.#families.get(familyId);
    const organisations = new Set<string>();
    let sent = 0;
    for (const [senderId, { organisationId, hours }] of family ?? []) {
      for (const [hour, count] of hours) {
        if (hour < Math.floor(sinceUs / HOUR_US)) hours.delete(hour);
        else sent += count;
      }
      if (hours.size === 0) family?.delete(senderId);
      else organisations.add(organisationId);
    }
    return { sent, senders: family?.size ?? 0, organisations: organisations.size };
  }
}
