import {
  CAMPAIGN,
  DECISION,
  type DecisionTable,
  KEY,
  MESSAGE,
  ORGANISATION,
  PLACE,
  RECIPIENT,
  SENDER,
} from '@hustings/contracts/decision-table';
import { Outcome, priorityFromJSON } from '@hustings/contracts/governor';
import { laneKey, registryFields } from '@hustings/policy/gate';
import { ArgumentWriter, joined, type WrittenArguments } from './argument-writer.ts';
import { writeBoundKey } from './first-answer.ts';
import type { TabledCommit } from './gate-types.ts';

/** Digits of an admission number in a lane member: members of equal length sort as their numbers do. */
const NUMBER_DIGITS = 16;
/** Bytes of a commit, see `commits.lua`; of a spend, see `spend_again.lua`; of an attempt, see `settle.lua`. */
const COMMIT_BYTES = 42;
const SPENDS_AT = 40;
const SPEND_BYTES = 6;
const ATTEMPT_BYTES = 4;
/** Of a message, before its texts, see `message.lua`. */
const MESSAGE_HEAD_BYTES = 18;
const BAR = 124;

interface Accepted {
  /** Where it stands. */
  commit: TabledCommit;
  row: number;
  releases: number;
  queued: boolean;
}

/** The columns of `rest`, in their order. Kept between calls: each is empty before a call and after it. */
const contexts = new ArgumentWriter();
const spenders = new ArgumentWriter();
const keys = new ArgumentWriter();
const messages = new ArgumentWriter();
const lanes = new ArgumentWriter();
const recipients = new ArgumentWriter();
const settledIds = new ArgumentWriter();
const REST = [contexts, spenders, keys, messages, lanes, recipients, settledIds];

/**
 * Collects the effects of commits in the columns of `apply-decisions.lua`. What becomes of a message within the commits is
 * settled here: the script sees each message once, as the last commit leaves it.
 */
export class CommitColumns {
  readonly #commits: Buffer;
  readonly #forgottenUs: number;
  #commit = -1;
  #spendsOfCommit = 0;
  /** Whether permits and keys of the commit still count. */
  #counts = true;
  readonly #contextAt = new Map<string, number>();
  /** The last one that spent: its neighbours mostly are of the same sender. */
  #last = { table: null as DecisionTable | null, row: 0, context: 0 };
  readonly #spends: number[] = [];
  readonly #accepted: Accepted[] = [];
  /** Those by message id, where messages that stood in a lane are among the commits. */
  readonly #byId: Map<string, Accepted> | null;
  readonly #settled = new Map<string, number>();

  /** `forgottenUs`: see `PastCommits`; `mayMeet`: some message may be accepted and settled by these commits. */
  constructor(commits: number, forgottenUs: number, mayMeet: boolean) {
    this.#forgottenUs = forgottenUs;
    this.#byId = mayMeet ? new Map() : null;
    this.#commits = Buffer.alloc(commits * COMMIT_BYTES);
    for (const column of REST) column.reset();
  }

  beginCommit({ seq, table }: TabledCommit): void {
    this.#commit += 1;
    this.#spendsOfCommit = 0;
    this.#counts = table.decidedAtUs > this.#forgottenUs;
    const number = table.rows === 0 ? 0 : table.number(table.rows - 1);
    const numbers = [seq, table.gateSeq, table.call, table.decidedAtUs, number];
    let offset = this.#commit * COMMIT_BYTES;
    for (const value of numbers) offset = this.#commits.writeDoubleLE(value, offset);
  }

  /** The permits of a message that was released, at once or from its lane. */
  spend(table: DecisionTable, row: number): void {
    if (!this.#counts) return;
    this.#spends.push(this.#contextOf(table, row), table.units(row));
    spenders.argument(table.bytes, table.place(row, RECIPIENT), table.size(row, RECIPIENT));
    this.#spendsOfCommit += 1;
    this.#commits.writeUInt16LE(this.#spendsOfCommit, this.#commit * COMMIT_BYTES + SPENDS_AT);
  }

  /** A message that was admitted; those that were refused or held leave nothing. Of one that `isOver` no more than its key. */
  accept(commit: TabledCommit, row: number, isOver: boolean): void {
    const { table } = commit;
    const outcome = table.outcome(row);
    const queued = outcome === Outcome.OUTCOME_QUEUED;
    if (!queued && outcome !== Outcome.OUTCOME_RELEASED) return;
    if (!isOver) {
      const message = { commit, row, releases: queued ? 0 : 1, queued };
      if (this.#byId === null) this.#accepted.push(message);
      else this.#byId.set(table.text(row, MESSAGE), message);
    }
    if (this.#counts) bindKey(commit, row);
  }

  /** A message that stood in its lane and was released or cancelled. */
  settle(table: DecisionTable, row: number): void {
    const isReleased = table.outcome(row) === Outcome.OUTCOME_RELEASED;
    const attempt = isReleased ? table.releaseAttempt(row) : 0;
    const messageId = table.text(row, MESSAGE);
    const accepted = this.#byId?.get(messageId);
    if (accepted === undefined) this.#settled.set(messageId, attempt);
    else if (attempt === 0) this.#byId?.delete(messageId);
    else this.#byId?.set(messageId, { ...accepted, releases: attempt, queued: false });
  }

  finish(): { args: Record<string, number | Buffer>; rest: WrittenArguments } {
    const names = new LaneNames();
    const accepted = this.#byId === null ? this.#accepted : [...this.#byId.values()];
    for (const message of accepted) {
      writeMessage(message, names.of(message.commit.table, message.row));
    }
    for (const messageId of this.#settled.keys()) settledIds.text(messageId);
    const args = {
      commits: this.#commits,
      contexts: this.#contextAt.size,
      spends: this.#packSpends(),
      keys: keys.count / 2,
      messages: accepted.length,
      queued: recipients.count,
      attempts: this.#packAttempts(),
    };
    return { args, rest: joined(REST) };
  }

  #contextOf(table: DecisionTable, row: number): number {
    const last = this.#last;
    const isNeighbours =
      last.table === table &&
      table.isSame(row, last.row, SENDER) &&
      table.isSame(row, last.row, ORGANISATION);
    const context = isNeighbours ? last.context : this.#findContext(table, row);
    this.#last = { table, row, context };
    return context;
  }

  #findContext(table: DecisionTable, row: number): number {
    const [senderId, organisationId] = [table.text(row, SENDER), table.text(row, ORGANISATION)];
    const name = `${senderId}|${organisationId}`;
    const known = this.#contextAt.get(name);
    if (known !== undefined) return known;
    const context = this.#contextAt.size;
    this.#contextAt.set(name, context);
    for (const text of [senderId, registryFields.sender(senderId), organisationId]) {
      contexts.text(text);
    }
    return context;
  }

  #packSpends(): Buffer {
    const spends = this.#spends;
    const packed = Buffer.allocUnsafe((spends.length / 2) * SPEND_BYTES);
    let offset = 0;
    for (let at = 0; at < spends.length; at += 2) {
      offset = packed.writeUInt16LE(spends[at] ?? 0, offset);
      offset = packed.writeUInt32LE(spends[at + 1] ?? 0, offset);
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
export function memberNumber(number: number): string {
  return String(number).padStart(NUMBER_DIGITS, '0');
}

function bindKey({ seq, table }: TabledCommit, row: number): void {
  const { bytes } = table;
  const [organisation, key] = [table.size(row, ORGANISATION), table.size(row, KEY)];
  keys.begin(organisation + 1 + key);
  keys.copy(bytes, table.place(row, ORGANISATION), organisation);
  keys.uint8(BAR);
  keys.copy(bytes, table.place(row, KEY), key);
  keys.end();
  writeBoundKey(keys, { seq, table, row });
}

/** Its member of the lane: see `message.lua`. */
function writeMessage({ commit, row, releases, queued }: Accepted, lane: LaneName): void {
  const { table } = commit;
  const [recipient, admission] = [table.size(row, RECIPIENT), table.size(row, DECISION)];
  const member = lane.bytes + NUMBER_DIGITS + 1 + table.size(row, MESSAGE);
  messages.argument(table.bytes, table.place(row, MESSAGE), table.size(row, MESSAGE));
  messages.begin(MESSAGE_HEAD_BYTES + member + recipient + admission);
  messages.uint32(releases);
  messages.uint8(queued ? 1 : 0);
  messages.uint16(member);
  messages.uint16(recipient);
  // No order has named it yet.
  messages.uint8(0);
  messages.double(table.decidedAtUs);
  writeMember(messages, lane, { table, row });
  messages.copy(table.bytes, table.place(row, RECIPIENT), recipient);
  messages.copy(table.bytes, table.place(row, DECISION), admission);
  messages.end();
  if (!queued) return;
  lanes.text('0', 1);
  lanes.begin(member);
  writeMember(lanes, lane, { table, row });
  lanes.end();
  recipients.argument(table.bytes, table.place(row, RECIPIENT), recipient);
}

/** "<lane>|<number>|<message>". */
function writeMember(
  out: ArgumentWriter,
  { start }: LaneName,
  { table, row }: { table: DecisionTable; row: number },
): void {
  out.piece(start);
  out.digits(table.number(row), NUMBER_DIGITS);
  out.uint8(BAR);
  out.copy(table.bytes, table.place(row, MESSAGE), table.size(row, MESSAGE));
}

/** A lane's name and the bar behind it. */
interface LaneName {
  start: string;
  bytes: number;
}

/** Names of lanes; the name of the last one is kept, because most messages stand in the lane of their neighbour. */
class LaneNames {
  #table: DecisionTable | null = null;
  #row = 0;
  #name: LaneName = { start: '', bytes: 0 };

  of(table: DecisionTable, row: number): LaneName {
    if (this.#table !== table || !hasSameLane(table, row, this.#row)) {
      const lane = laneKey({
        senderId: table.text(row, SENDER),
        campaignId: table.text(row, CAMPAIGN),
        priority: priorityFromJSON(table.priority(row)),
        place: table.text(row, PLACE),
      });
      this.#name = { start: `${lane}|`, bytes: Buffer.byteLength(lane) + 1 };
    }
    this.#table = table;
    this.#row = row;
    return this.#name;
  }
}

function hasSameLane(table: DecisionTable, row: number, other: number): boolean {
  return (
    table.priority(row) === table.priority(other) &&
    table.isSame(row, other, SENDER) &&
    table.isSame(row, other, CAMPAIGN) &&
    table.isSame(row, other, PLACE)
  );
}
