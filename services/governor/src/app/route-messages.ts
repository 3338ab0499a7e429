import { setTimeout as sleep } from 'node:timers/promises';
import type { OutboundMessage, SendResult } from '@hustings/contracts/governor';
import type { Clock } from '@hustings/kernel';
import { type Principal, RpcFailure } from '@hustings/service-kit';
import { Status } from 'nice-grpc-common';
import type { Peers } from '../ports/peers.ts';
import { GateMoved } from './gate-moved.ts';
import {
  type SubmissionEnd,
  type SubmissionParts,
  type SubmissionRequest,
  submitMessages,
  toError,
} from './submit-messages.ts';

/** A call waits so long for a gate that is between two governors: below the 10 s after which clients give up. */
export const ROUTE_PATIENCE_MS = 8_000;
/** How often a call that waits looks who serves its gate. */
const LOOK_AGAIN_MS = 50;
/** Messages that wait for answers of other governors; above it callers are told to come back. */
const FORWARDED_MAX = 10_000;
const BACK_OFF_US = 500_000n;

/** Why a governor that was asked could not: it goes on elsewhere, or a moment later. */
const PASSING_REASONS: ReadonlySet<string> = new Set(['NOT_THE_OWNER', 'STOPPING', 'UNAVAILABLE']);

export interface RouteParts extends SubmissionParts {
  clock: Clock;
  /** Who serves an organisation: '' = this process; null = nobody that is known at the moment. */
  addressOf: (organisationId: string) => string | null;
  /** Sequence up to which this process has taken the log of an organisation's partition. */
  readTo: (organisationId: string) => number;
  peers: Peers;
  /** Reads up to the end of the log, see `LogEnd`. */
  readLogEnd: (organisationId: string) => Promise<void>;
}

/** Has messages decided by whoever serves their organisation, here or elsewhere, and follows the gate when it moves. */
export class Router {
  readonly #parts: RouteParts;
  /** Whose registration was read: asked once. */
  readonly #known = new WeakSet<Principal>();
  #forwarded = 0;

  constructor(parts: RouteParts) {
    this.#parts = parts;
  }

  /** The same as `decide`; nothing is awaited while this process serves the organisation. */
  submit(request: SubmissionRequest, end: SubmissionEnd): void {
    const { principal } = request;
    const isHere = this.#parts.addressOf(principal.organisationId) === '';
    if (!isHere || this.#isAhead(principal) || !this.#isNamed(request)) {
      this.#follow(request, end);
      return;
    }
    submitMessages(this.#parts, request, {
      answer: end.answer,
      fail: (error) => {
        if (isPassing(error)) this.#follow(request, end);
        else end.fail(error);
      },
    });
  }

  /**
   * Answers in the order of the messages. Throws UNAVAILABLE with a time to come back when nobody served the gate within eight
   * seconds; a repeat with the same keys is safe, as are the repeats made here.
   */
  async decide(principal: Principal, messages: OutboundMessage[]): Promise<SendResult[]> {
    const deadlineMs = performance.now() + ROUTE_PATIENCE_MS;
    for (;;) {
      const address = this.#parts.addressOf(principal.organisationId);
      try {
        // A log that stands still is told by the decision, not by silence.
        const isReady = !this.#isAhead(principal) || performance.now() >= deadlineMs;
        if (address === '' && isReady) return await this.#submitHere({ principal, messages });
        if (address) return await this.#forward(address, principal, messages);
      } catch (error) {
        if (!isPassing(error)) throw error;
      }
      if (performance.now() >= deadlineMs) throw this.#nobodyServes();
      await sleep(LOOK_AGAIN_MS);
    }
  }

  /** Decides what another governor has handed on: here or not at all. */
  async decideHere(principal: Principal, messages: OutboundMessage[]): Promise<SendResult[]> {
    try {
      if (this.#parts.addressOf(principal.organisationId) !== '') throw new GateMoved();
      return await this.#submitHere({ principal, messages });
    } catch (error) {
      if (error instanceof GateMoved) throw this.#notTheOwner(error);
      throw error;
    }
  }

  /**
   * Whether the credential is younger than what was read of the log: sender, campaign and grant stand there before it, and whoever
   * has just got it would be told that they are unknown.
   */
  #isAhead(principal: Principal): boolean {
    const { organisationId, issuedSeq = 0 } = principal;
    if (this.#known.has(principal)) return false;
    if (issuedSeq > this.#parts.readTo(organisationId)) return true;
    this.#known.add(principal);
    return false;
  }

  #follow({ principal, messages }: SubmissionRequest, { answer, fail }: SubmissionEnd): void {
    this.decide(principal, messages).then(answer, (error: unknown) => fail(toError(error)));
  }

  /** Whether all senders and campaigns are known here, whose ever they are: what was registered a moment ago may not be. */
  #isNamed({ principal, messages }: SubmissionRequest): boolean {
    const { viewsOf } = this.#parts;
    return messages.every(({ senderId, campaignId }) => {
      const { senders, campaignOwners } = viewsOf(principal.organisationId).directory;
      return senders.has(senderId) && campaignOwners.has(campaignId);
    });
  }

  async #submitHere(request: SubmissionRequest): Promise<SendResult[]> {
    // A refusal is recorded and holds for its key: it has to be true.
    if (!this.#isNamed(request)) await this.#parts.readLogEnd(request.principal.organisationId);
    return new Promise((answer, fail) => {
      submitMessages(this.#parts, request, { answer, fail });
    });
  }

  async #forward(
    address: string,
    principal: Principal,
    messages: OutboundMessage[],
  ): Promise<SendResult[]> {
    const { addressOf, peers, clock } = this.#parts;
    if (this.#forwarded + messages.length > FORWARDED_MAX) {
      throw busy(clock.nowUs() + BACK_OFF_US);
    }
    this.#forwarded += messages.length;
    const leave = new AbortController();
    // Whoever stands still keeps its callers waiting only until its lease is over.
    const watching = setInterval(() => {
      if (addressOf(principal.organisationId) !== address) leave.abort(new GateMoved());
    }, LOOK_AGAIN_MS);
    try {
      return await peers.decide(address, { principal, messages, signal: leave.signal });
    } catch (error) {
      throw leave.signal.aborted ? new GateMoved() : error;
    } finally {
      clearInterval(watching);
      this.#forwarded -= messages.length;
    }
  }

  #nobodyServes(): RpcFailure {
    return this.#unavailable(
      'GATE_MOVING',
      'no governor serves your organisation at the moment; retry with the same key',
    );
  }

  /** Whoever asked follows the gate to where it went: it happens whenever one moves, for each call on its way. */
  #notTheOwner({ message }: GateMoved): RpcFailure {
    const retryAtUs = this.#parts.clock.nowUs() + BACK_OFF_US;
    const what = { code: Status.UNAVAILABLE, reason: 'NOT_THE_OWNER', message };
    return new RpcFailure({ ...what, retryAtUs, isOrdinary: true });
  }

  #unavailable(reason: string, message: string): RpcFailure {
    const retryAtUs = this.#parts.clock.nowUs() + BACK_OFF_US;
    return new RpcFailure({ code: Status.UNAVAILABLE, reason, message, retryAtUs });
  }
}

function busy(retryAtUs: bigint): RpcFailure {
  const reason = { reason: 'GATE_BUSY', message: 'too many messages wait; retry shortly' };
  return RpcFailure.exhausted(reason, retryAtUs, {
    subject: 'governor:peers',
    description: `at most ${FORWARDED_MAX} messages wait for other governors`,
  });
}

function isPassing(error: unknown): boolean {
  if (error instanceof GateMoved) return true;
  return error instanceof RpcFailure && PASSING_REASONS.has(error.reason);
}
