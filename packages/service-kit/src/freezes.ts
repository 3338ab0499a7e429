import {
  CompromiseHoldLifted,
  CompromiseHoldPlaced,
  OwnerReverified,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import type { Principal } from './auth.ts';

interface Freeze {
  holdId: string;
  /** Credentials of the owner that work again before the hold is lifted. */
  trusted: Set<string>;
}

interface Suspicion {
  holdId: string;
  credentialIds: readonly string[];
}

/**
 * What compromise holds do to credentials, from the same events that freeze the gates: one fact, so that neither happens
 * without the other. A hold of an organisation freezes its credentials but for reading; suspect ones are shut out,
 * for good unless the hold turns out to be unfounded.
 */
export class Freezes {
  readonly #frozen = new Map<string, Freeze>();
  readonly #suspicions = new Map<string, Suspicion>();
  readonly #shutOut = new Map<string, string>();
  /** Organisation of a hold, to find it by the hold's id. */
  readonly #organisationOf = new Map<string, string>();

  /** The hold that freezes an organisation, if one does. */
  holdOn(organisationId: string): string | undefined {
    return this.#frozen.get(organisationId)?.holdId;
  }

  /** The principal as it may act now; null for a suspect one. */
  judge(principal: Principal): Principal | null {
    const { credentialId, organisationId } = principal;
    if (this.#shutOut.has(credentialId)) return null;
    const freeze = this.#frozen.get(organisationId);
    if (freeze === undefined || freeze.trusted.has(credentialId)) return principal;
    return { ...principal, frozenBy: freeze.holdId };
  }

  /** Freezes an organisation of which no more is known. */
  freeze(organisationId: string, holdId: string): void {
    this.#frozen.set(organisationId, { holdId, trusted: new Set() });
  }

  apply(event: { eventType: string; data: Uint8Array }): void {
    switch (event.eventType) {
      case 'enforcement.CompromiseHoldPlaced.v1':
        this.#place(CompromiseHoldPlaced.decode(event.data));
        return;
      case 'enforcement.OwnerReverified.v1': {
        const { holdId, trustedCredentialId } = OwnerReverified.decode(event.data);
        const organisationId = this.#organisationOf.get(holdId) ?? '';
        this.#frozen.get(organisationId)?.trusted.add(trustedCredentialId);
        return;
      }
      case 'enforcement.CompromiseHoldLifted.v1':
        this.#lift(CompromiseHoldLifted.decode(event.data));
        return;
      default:
    }
  }

  #place(hold: CompromiseHoldPlaced): void {
    const { holdId, organisationId, suspectCredentialIds: credentialIds } = hold;
    this.#organisationOf.set(holdId, organisationId);
    this.#suspicions.set(holdId, { holdId, credentialIds });
    for (const id of credentialIds) this.#shutOut.set(id, holdId);
    if (hold.subjectKind === SubjectKind.SUBJECT_KIND_ORGANISATION) {
      this.freeze(organisationId, holdId);
    }
  }

  #lift({ holdId, organisationId, confirmed }: CompromiseHoldLifted): void {
    if (this.#frozen.get(organisationId)?.holdId === holdId) this.#frozen.delete(organisationId);
    if (confirmed) return;
    for (const id of this.#suspicions.get(holdId)?.credentialIds ?? []) {
      if (this.#shutOut.get(id) === holdId) this.#shutOut.delete(id);
    }
  }
}
