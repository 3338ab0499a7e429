import {
  type ContentRef,
  type Decision,
  DecisionsRecorded,
  decisionKindToJSON,
  outcomeToJSON,
  reasonToJSON,
} from '@hustings/contracts/governor';
import { CredentialIssued } from '@hustings/contracts/registry';
import { decodeMessage } from '@hustings/contracts/wire';
import type { LogEntry } from '@hustings/event-log';
import { eventAsJson } from './readers.ts';
import { Redactor } from './redact.ts';

/** One line of a history. */
export interface HistoryRecord {
  /** Sequence in the partition's log. */
  seq: number;
  /** ISO 8601, UTC. */
  at: string;
  /** Event type, or "message" for a decision about one. */
  kind: string;
  data: unknown;
  /** Where the text of a message is sealed; never written out. */
  sealed?: { content: ContentRef; recipient: string; messageId: string };
}

/** Whose history it is. */
export interface HistoryOwner {
  organisationId: string;
  /** '' = everything; else only what this tool sent. */
  intermediaryId: string;
}

/** Picks an organisation's own facts out of the log of its partition, in order. Pure. */
export class HistoryReader {
  readonly #owner: HistoryOwner;
  readonly #redactor = new Redactor();

  constructor(owner: HistoryOwner) {
    this.#owner = owner;
  }

  /** Records of one entry. Events that this version cannot read are passed over. */
  read({ seq, commit }: LogEntry): HistoryRecord[] {
    const { organisationId, intermediaryId } = this.#owner;
    const records: HistoryRecord[] = [];
    for (const { eventType, data } of commit.events) {
      if (eventType === 'registry.CredentialIssued.v1') this.#noteOwn(data);
      if (eventType === 'governor.DecisionsRecorded.v1') {
        records.push(...this.#readDecisions(seq, data));
      } else if (commit.organisationId === organisationId && intermediaryId === '') {
        const told = this.#redactor.redact(eventAsJson(eventType, data));
        if (told !== null)
          records.push({ seq, at: iso(commit.occurredAtUs), kind: eventType, data: told });
      }
    }
    return records;
  }

  #noteOwn(data: Uint8Array): void {
    const { organisationId, credentialId } = CredentialIssued.decode(data);
    if (organisationId === this.#owner.organisationId) this.#redactor.noteOwn(credentialId);
  }

  #readDecisions(seq: number, data: Uint8Array): HistoryRecord[] {
    const { decidedAtUs, decisions } = decodeMessage(DecisionsRecorded, data);
    const { organisationId, intermediaryId } = this.#owner;
    return decisions
      .filter((each) => each.organisationId === organisationId)
      .filter((each) => intermediaryId === '' || each.intermediaryId === intermediaryId)
      .map((decision) => ({
        ...{ seq, at: iso(decidedAtUs), kind: 'message', data: tell(decision) },
        ...sealedOf(decision),
      }));
  }
}

function sealedOf({ content, recipient, messageId }: Decision): Pick<HistoryRecord, 'sealed'> {
  return content === undefined ? {} : { sealed: { content, recipient, messageId } };
}

/** The recipient stays a pseudonym: numbers are other people's. */
function tell(decision: Decision): Record<string, unknown> {
  const { messageId, senderId, campaignId, intermediaryId, seatId, recipient, ruleId } = decision;
  return {
    ...{ messageId, senderId, campaignId, intermediaryId, seatId, recipient },
    kind: decisionKindToJSON(decision.kind),
    outcome: outcomeToJSON(decision.outcome),
    reason: reasonToJSON(decision.reason),
    ruleId,
  };
}

function iso(us: bigint): string {
  return new Date(Number(us / 1000n)).toISOString();
}
