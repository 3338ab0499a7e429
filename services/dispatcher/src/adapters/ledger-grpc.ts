import {
  OptOutServiceDefinition,
  type Recognition,
  Scope,
  Source,
} from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { createClient } from '@hustings/service-kit';
import type { OptOutLedger, Reply } from '../ports/ledger.ts';

/** The ledger waits for every governor and dispatcher; a dead one is given up after some seconds. */
const DEADLINE_MS = 12_000;

/** The ledger behind its gRPC contract. */
export class GrpcOptOutLedger implements OptOutLedger {
  readonly #client;

  constructor(options: { address: string; token: string }) {
    this.#client = createClient(OptOutServiceDefinition, { ...options, deadlineMs: DEADLINE_MS });
  }

  async handleReply({ receivedAtUs, ...reply }: Reply): Promise<Recognition> {
    const answer = await this.#client.handleReply({
      ...reply,
      receivedAt: timestampFromUs(receivedAtUs),
    });
    return answer.recognition;
  }

  async mirrorBlock(block: Pick<Reply, 'address' | 'senderId' | 'organisationId'>): Promise<void> {
    await this.#client.optOut({
      address: block.address,
      organisationId: block.organisationId,
      scope: Scope.SCOPE_SENDER,
      scopeId: block.senderId,
      source: Source.SOURCE_PROVIDER,
    });
  }

  close(): void {
    this.#client.close();
  }
}
