/** What the log says of one organisation, as far as notices, copies and holds need it. */
export class Organisation {
  /** ISO 3166-1 alpha-2; '' while unknown. */
  country = '';
  /** ISO 639-1 that it registered; '' while unknown. */
  language = '';
  readonly senders = new Set<string>();
  readonly #credentials = new Map<string, { isTool: boolean; issuedAtUs: number }>();
  /** "<sender> <credential>" → when that credential last granted the sender a tool. */
  readonly #granted = new Map<string, number>();
  readonly #grants = new Map<string, Set<string>>();
  readonly #readers = new Map<string, Set<string>>();

  /** Administrators whose credentials were not revoked: the contacts that were verified by being issued. */
  get administrators(): string[] {
    return [...this.#credentials].filter(([, { isTool }]) => !isTool).map(([id]) => id);
  }

  hasCredential(credentialId: string): boolean {
    return this.#credentials.has(credentialId);
  }

  /** When a credential was issued; null for one that is not theirs. */
  issuedAtUs(credentialId: string): number | null {
    return this.#credentials.get(credentialId)?.issuedAtUs ?? null;
  }

  /** When a credential last granted the sender a tool; 0 = never. */
  grantedAtUs(senderId: string, credentialId: string): number {
    return this.#granted.get(`${senderId} ${credentialId}`) ?? 0;
  }

  /** Tools that may send from a sender now. */
  toolsOf(senderId: string): string[] {
    return [...(this.#grants.get(senderId) ?? [])];
  }

  /** Credentials that fetched a notice. */
  readersOf(noticeId: string): string[] {
    return [...(this.#readers.get(noticeId) ?? [])];
  }

  apply(fact: OrganisationFact): void {
    switch (fact.type) {
      case 'ORGANISATION':
        this.country = fact.country;
        this.language = fact.language;
        return;
      case 'SENDER':
        this.senders.add(fact.senderId);
        return;
      case 'CREDENTIAL':
        this.#credentials.set(fact.credentialId, {
          isTool: fact.isTool,
          issuedAtUs: fact.atUs,
        });
        return;
      case 'CREDENTIAL_ENDED':
        this.#credentials.delete(fact.credentialId);
        return;
      case 'GRANT':
        setOf(this.#grants, fact.senderId).add(fact.intermediaryId);
        this.#granted.set(`${fact.senderId} ${fact.by}`, fact.atUs);
        return;
      case 'GRANT_ENDED':
        setOf(this.#grants, fact.senderId).delete(fact.intermediaryId);
        return;
      case 'NOTICE_READ':
        setOf(this.#readers, fact.noticeId).add(fact.credentialId);
        return;
    }
  }
}

interface About {
  organisationId: string;
}

/** One fact about one organisation. */
export type OrganisationFact = About &
  (
    | { type: 'ORGANISATION'; country: string; language: string }
    | { type: 'SENDER'; senderId: string }
    | { type: 'CREDENTIAL'; credentialId: string; isTool: boolean; atUs: number }
    | { type: 'CREDENTIAL_ENDED'; credentialId: string }
    | { type: 'GRANT'; senderId: string; intermediaryId: string; by: string; atUs: number }
    | { type: 'GRANT_ENDED'; senderId: string; intermediaryId: string }
    | { type: 'NOTICE_READ'; noticeId: string; credentialId: string }
  );

/** All organisations of a partition. */
export class OrganisationBook {
  readonly #known = new Map<string, Organisation>();

  apply(fact: OrganisationFact): void {
    const known = this.#known.get(fact.organisationId) ?? new Organisation();
    this.#known.set(fact.organisationId, known);
    known.apply(fact);
  }

  byId(organisationId: string): Organisation | undefined {
    return this.#known.get(organisationId);
  }
}

function setOf(map: Map<string, Set<string>>, key: string): Set<string> {
  const known = map.get(key) ?? new Set<string>();
  map.set(key, known);
  return known;
}
