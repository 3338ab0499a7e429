import { Decision, Outcome } from '@hustings/contracts/governor';
import { encodeMessage as encodeWire } from '@hustings/contracts/wire';
import { laneKey, registryFields } from '@hustings/policy/gate';

import { encodeBoundKey } from './first-answer.ts';
import type { RecordedCommit } from './gate-types.ts';

/** Digits of an admission number in a lane member: members of equal length sort as their numbers do. */
const NUMBER_DIGITS = 16;
/** Bytes of a commit, see `commits.lua`; of a spend, see `spend_again.lua`; of an attempt, see `settle.lua`. */
const COMMIT_BYTES = 42;
const SPENDS_AT = 40;
const SPEND_BYTES = 6;
const ATTEMPT_BYTES = 4;
/** Of a message, before its texts, see `message.lua`. */
const MESSAGE_HEAD_BYTES = 18;

interface Accepted {
  decision: Decision;
  /** Where it stands. */
  commit: RecordedCommit;
  index: number;
  releases: number;
  queued: boolean;
}

/**
 * Collects the effects of commits in the columns of `apply-decisions.lua`. What becomes of a message within the commits is
 * settled here: the script sees each message once, as the last commit leaves it.
 */
export class CommitColumns {
  readonly #commits: Buffer;
  readonly #finished: ReadonlySet<string>;
  readonly #forgottenUs: number;
  #commit = -1;
  #spendsOfCommit = 0;
  /** Whether permits and keys of the commit still count. */
  #counts = true;
  readonly #contexts: string[] = [];
  readonly #contextAt = new Map<string, number>();
  readonly #spends: { context: number; units: number }[] = [];
  readonly #spenders: string[] = [];
  readonly #keys: (string | Buffer)[] = [];
  readonly #accepted = new Map<string, Accepted>();
  readonly #settled = new Map<string, number>();

  /** `finished`: messages of which nothing but keys and permits is left; `forgottenUs`: see `PastCommits`. */
  constructor(
    commits: number,
    { finished, forgottenUs }: { finished: ReadonlySet<string>; forgottenUs: number },
  ) {
    this.#finished = finished;
    this.#forgottenUs = forgottenUs;
    this.#commits = Buffer.alloc(commits * COMMIT_BYTES);
  }

  beginCommit({ seq, event }: RecordedCommit): void {
    this.#commit += 1;
    this.#spendsOfCommit = 0;
    this.#counts = Number(event.decidedAtUs) > this.#forgottenUs;
    const number = Number(event.decisions.at(-1)?.number ?? 0n);
    const expected = Number(event.cut?.gateSeq ?? 0n);
    const numbers = [seq, expected, Number(event.call), Number(event.decidedAtUs), number];
    let offset = this.#commit * COMMIT_BYTES;
    for (const value of numbers) offset = this.#commits.writeDoubleLE(value, offset);
  }

  /** The permits of a message that was released, at once or from its lane. */
  spend({ senderId, organisationId, recipient, units }: Decision): void {
    if (!this.#counts) return;
    const name = `${senderId}|${organisationId}`;
    let context = this.#contextAt.get(name);
    if (context === undefined) {
      context = this.#contextAt.size;
      this.#contextAt.set(name, context);
      this.#contexts.push(senderId, registryFields.sender(senderId), organisationId);
    }
    this.#spends.push({ context, units });
    this.#spenders.push(recipient);
    this.#spendsOfCommit += 1;
    this.#commits.writeUInt16LE(this.#spendsOfCommit, this.#commit * COMMIT_BYTES + SPENDS_AT);
  }

  /** A message that was admitted; those that were refused or held leave nothing. */
  accept(decision: Decision, { commit, index }: { commit: RecordedCommit; index: number }): void {
    const queued = decision.outcome === Outcome.OUTCOME_QUEUED;
    if (!queued && decision.outcome !== Outcome.OUTCOME_RELEASED) return;
    const { messageId, outcome, requestHash, organisationId, idempotencyKey } = decision;
    if (!this.#finished.has(messageId)) {
      const message = { decision, commit, index, releases: queued ? 0 : 1, queued };
      this.#accepted.set(messageId, message);
    }
    if (!this.#counts) return;
    const decidedAtUs = Number(commit.event.decidedAtUs);
    const first = {
      messageId,
      outcome,
      decisionNumber: Number(decision.number),
      seq: commit.seq,
      estimatedReleaseAtUs: Number(decision.estimatedReleaseAtUs),
    };
    this.#keys.push(
      `${organisationId}|${idempotencyKey}`,
      encodeBoundKey({ decidedAtUs, requestHash }, first),
    );
  }

  /** A message that stood in its lane and was released or cancelled. */
  settle({ messageId, outcome, releaseAttempt }: Decision): void {
    if (this.#finished.has(messageId)) return;
    const attempt = outcome === Outcome.OUTCOME_RELEASED ? releaseAttempt : 0;
    const accepted = this.#accepted.get(messageId);
    if (accepted === undefined) this.#settled.set(messageId, attempt);
    else if (attempt === 0) this.#accepted.delete(messageId);
    else this.#accepted.set(messageId, { ...accepted, releases: attempt, queued: false });
  }

  finish() {
    const messages: (string | Buffer)[] = [];
    const lanes: string[] = [];
    const recipients: string[] = [];
    for (const [messageId, accepted] of this.#accepted) {
      const member = laneMember(accepted.decision);
      messages.push(messageId, encodeMessage(accepted, member));
      if (!accepted.queued) continue;
      lanes.push('0', member);
      recipients.push(accepted.decision.recipient);
    }
    const args = {
      commits: this.#commits,
      contexts: this.#contextAt.size,
      spends: this.#packSpends(),
      keys: this.#keys.length / 2,
      messages: this.#accepted.size,
      queued: recipients.length,
      attempts: this.#packAttempts(),
    };
    const rest = [...this.#contexts, ...this.#spenders, ...this.#keys, ...messages, ...lanes];
    for (const recipient of recipients) rest.push(recipient);
    for (const messageId of this.#settled.keys()) rest.push(messageId);
    return { args, rest };
  }

  #packSpends(): Buffer {
    const packed = Buffer.allocUnsafe(this.#spends.length * SPEND_BYTES);
    let offset = 0;
    for (const { context, units } of this.#spends) {
      offset = packed.writeUInt16LE(context, offset);
      offset = packed.writeUInt32LE(units, offset);
    }
    return packed;
  }

  #packAttempts(): Buffer {
    const packed = Buffer.allocUnsafe(this.#settled.size * ATTEMPT_BYTES);
    let offset = 0;
    for (const attempt of this.#settled.values()) offset = packed.writeUInt32LE(attempt, offset);
    return packed;
  }
}

/** An admission number as lane members hold it. */
export function memberNumber(number: number | bigint): string {
  return String(number).padStart(NUMBER_DIGITS, '0');
}

/** See `message.lua`. */
function laneMember(decision: Decision): string {
  return `${laneKey(decision)}|${memberNumber(decision.number)}|${decision.messageId}`;
}

function encodeMessage(accepted: Accepted, member: string): Buffer {
  const { decision, commit, index, releases, queued } = accepted;
  const admission = commit.encoded?.[index] ?? encodeWire(Decision, decision);
  const recipientAt = MESSAGE_HEAD_BYTES + Buffer.byteLength(member);
  const admissionAt = recipientAt + Buffer.byteLength(decision.recipient);
  const value = Buffer.allocUnsafe(admissionAt + admission.length);
  value.writeUInt32LE(releases, 0);
  value.writeUInt8(queued ? 1 : 0, 4);
  value.writeUInt16LE(recipientAt - MESSAGE_HEAD_BYTES, 5);
  value.writeUInt16LE(admissionAt - recipientAt, 7);
  // No order has named it yet.
  value.writeUInt8(0, 9);
  value.writeDoubleLE(Number(commit.event.decidedAtUs), 10);
  value.write(member, MESSAGE_HEAD_BYTES);
  value.write(decision.recipient, recipientAt);
  value.set(admission, admissionAt);
  return value;
}
