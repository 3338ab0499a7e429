import type { Subject } from './case/evidence.ts';

/** What the registry says of a possible subject of a case. */
export type SubjectFact =
  | { type: 'REGISTERED'; subject: Subject; organisationId: string; atUs: number }
  | { type: 'ORGANISATION_KIND'; organisationId: string; isParty: boolean };

/** What can be the subject of a case: only what is registered. A person's own number never is. */
export class SubjectBook {
  readonly #known = new Map<string, { organisationId: string; sinceUs: number }>();
  readonly #parties = new Set<string>();

  apply(fact: SubjectFact): void {
    if (fact.type === 'ORGANISATION_KIND') {
      if (fact.isParty) this.#parties.add(fact.organisationId);
      return;
    }
    const { subject, organisationId, atUs } = fact;
    const key = keyOf(subject);
    if (!this.#known.has(key)) this.#known.set(key, { organisationId, sinceUs: atUs });
  }

  /** True when the organisation has such a subject. Its seats are stated by its tools, so any of them may exist. */
  has({ kind, id }: Subject, organisationId: string): boolean {
    if (kind === 'SEAT') {
      return id.length > organisationId.length + 1 && id.startsWith(`${organisationId}-`);
    }
    return this.#known.get(keyOf({ kind, id }))?.organisationId === organisationId;
  }

  /** When it was registered, microseconds since the Unix epoch; a seat is as old as its organisation. 0 when unknown. */
  sinceUs(subject: Subject, organisationId: string): number {
    const key =
      subject.kind === 'SEAT'
        ? keyOf({ kind: 'ORGANISATION', id: organisationId })
        : keyOf(subject);
    return this.#known.get(key)?.sinceUs ?? 0;
  }

  /** True for a party or candidate. */
  isParty(organisationId: string): boolean {
    return this.#parties.has(organisationId);
  }
}

function keyOf({ kind, id }: Subject): string {
  return `${kind}:${id}`;
}
