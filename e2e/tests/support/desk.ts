import { HistoryServiceDefinition } from '@hustings/contracts/auditor';
import {
  CaseServiceDefinition,
  EnforcementServiceDefinition,
  PolicyReviewServiceDefinition,
  PolicyServiceDefinition,
  RemedyServiceDefinition,
} from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { Clients, RpcFailure } from '@hustings/service-kit';
import { vi } from 'vitest';
import type { Scene } from './scene.ts';

/** What one credential can call. */
export type Caller = Awaited<ReturnType<Desk['as']>>;

/** Where the operator's staff and the organisations of a scene get their clients. */
export class Desk {
  readonly #scene: Scene;
  readonly #clients = new Clients();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  close(): void {
    this.#clients.close();
  }

  /** Everything that a credential can call, once the services know it. `replica` is another enforcement than the first. */
  async as(token: string, replica?: string) {
    const { addresses } = this.#scene.stack.fleet;
    const { enforcement, auditor } = { ...addresses, ...(replica ? { enforcement: replica } : {}) };
    const at = { address: enforcement, token };
    const caller = {
      token,
      id: token.slice(0, token.indexOf('.')),
      enforcement: this.#clients.create(EnforcementServiceDefinition, at),
      cases: this.#clients.create(CaseServiceDefinition, at),
      policy: this.#clients.create(PolicyServiceDefinition, at),
      review: this.#clients.create(PolicyReviewServiceDefinition, at),
      remedy: this.#clients.create(RemedyServiceDefinition, at),
      history: this.#clients.create(HistoryServiceDefinition, { address: auditor, token }),
    };
    await vi.waitFor(() => caller.policy.getActivePolicy({}), { timeout: 20_000, interval: 20 });
    return caller;
  }

  /** A new member of staff, with a credential of their own. */
  async hire(roles: Role[], replica?: string): Promise<Caller> {
    const { office } = this.#scene;
    const { token } = await office
      .registry(office.operatorToken)
      .issueCredential({ label: 'staff', roles });
    return this.as(token, replica);
  }

  moderator(replica?: string): Promise<Caller> {
    return this.hire([Role.ROLE_MODERATOR], replica);
  }

  reviewer(replica?: string): Promise<Caller> {
    return this.hire([Role.ROLE_REVIEWER], replica);
  }
}

/** The machine-readable reason of a refused call, "none" when it was not refused. */
export async function reasonOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof RpcFailure) return error.reason;
    throw error;
  }
  return 'none';
}
