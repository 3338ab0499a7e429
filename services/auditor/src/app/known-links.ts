import type { Decision } from '@hustings/contracts/governor';
import type { LinkOf } from '../domain/all-political-check.ts';
import type { Links } from '../ports/links.ts';

/** Links of one partition, fetched before the pure replay asks for them. About 150 bytes a recipient. */
export class KnownLinks {
  readonly #partition: string;
  readonly #links: Links;
  readonly #known = new Map<string, string | null>();

  constructor(partition: string, links: Links) {
    this.#partition = partition;
    this.#links = links;
  }

  /** Fetches what is not known yet; a group has at most some hundred decisions. */
  async fetchFor(decisions: readonly Decision[]): Promise<void> {
    const missing = new Map(
      decisions
        .map(({ organisationId, recipient }) => ({ organisationId, recipient }))
        .map((who) => [keyOf(who.organisationId, who.recipient), who] as const)
        .filter(([key]) => !this.#known.has(key)),
    );
    await Promise.all(
      [...missing].map(async ([key, who]) => {
        this.#known.set(key, await this.#links.find({ partition: this.#partition, ...who }));
      }),
    );
  }

  readonly linkOf: LinkOf = (organisationId, recipient) =>
    this.#known.get(keyOf(organisationId, recipient)) ?? null;
}

function keyOf(organisationId: string, recipient: string): string {
  return `${organisationId} ${recipient}`;
}
