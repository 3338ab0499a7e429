import { type Conflict, effectiveUntilUs } from './decider.ts';

/** Who works for the operator as a reviewer, and who has declared what. */
export class StaffBook {
  readonly #reviewers = new Set<string>();
  readonly #conflicts: Conflict[] = [];

  /** Reviewers whose credentials were not revoked. */
  get reviewers(): string[] {
    return [...this.#reviewers];
  }

  applyReviewer(credentialId: string): void {
    this.#reviewers.add(credentialId);
  }

  applyRevoked(credentialId: string): void {
    this.#reviewers.delete(credentialId);
  }

  applyConflict(conflict: Conflict): void {
    this.#conflicts.push(conflict);
  }

  /** Conflicts that have effect at an instant; of one organisation, or of all ('' ). */
  conflicts(organisationId: string, nowUs: number): Conflict[] {
    return this.#conflicts.filter((conflict) => {
      const until = effectiveUntilUs(conflict);
      const concerns = organisationId === '' || conflict.organisationId === organisationId;
      return concerns && (until === null || nowUs < until);
    });
  }

  /** Everybody with a conflict regarding an organisation. */
  conflicted(organisationId: string, nowUs: number): string[] {
    return [...new Set(this.conflicts(organisationId, nowUs).map((each) => each.officerId))];
  }
}
