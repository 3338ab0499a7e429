import {
  LedgerServiceDefinition,
  OptOutServiceDefinition,
  type Recognition,
} from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { Clients, type RpcClient } from '@hustings/service-kit';
import type { ControlUse, OptOutLedger, Reply } from '../ports/ledger.ts';

/** The ledger waits for everybody who lets messages out; a dead one is given up after some seconds. */
const DEADLINE_MS = 12_000;

/** The ledger behind its gRPC contracts. */
export class GrpcOptOutLedger implements OptOutLedger {
  readonly #clients = new Clients();
  readonly #replies: RpcClient<typeof OptOutServiceDefinition>;
  readonly #controls: RpcClient<typeof LedgerServiceDefinition>;

  constructor(options: { address: string; token: string }) {
    const target = { ...options, deadlineMs: DEADLINE_MS };
    this.#replies = this.#clients.create(OptOutServiceDefinition, target);
    this.#controls = this.#clients.create(LedgerServiceDefinition, target);
  }

  async handleReply({ receivedAtUs, contentSeq, ...reply }: Reply): Promise<Recognition> {
    const answer = await this.#replies.handleReply({
      ...reply,
      contentSeq: BigInt(contentSeq),
      receivedAt: timestampFromUs(receivedAtUs),
    });
    return answer.recognition;
  }

  async handleControl({ receivedAtUs, ...use }: ControlUse): Promise<void> {
    await this.#controls.handleControl({ ...use, receivedAt: timestampFromUs(receivedAtUs) });
  }

  close(): void {
    this.#clients.close();
  }
}
