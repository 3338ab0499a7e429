import { type Sender, STYLES, type Style, type Truth } from './types.ts';

/** What happened to one sender in a run. */
export interface SenderRecord {
  senderId: string;
  style: Style;
  truth: Truth;
  /** Messages that went out. */
  sent: number;
  /** Of these, what the sender is to be stopped for. */
  abusiveSent: number;
  /** Abusive messages at the first warning that came during or after the abuse; of honest senders all messages. Null = none. */
  messagesToWarning: number | null;
  /** The same at the first restriction. */
  messagesToRestriction: number | null;
  /** The same when a hold froze the sender. */
  messagesToHold: number | null;
  /** A slow start began at least once. */
  slowed: boolean;
  /** Measures before any abuse, and all those of honest senders. */
  warnedRule: string;
  restrictedRule: string;
  banned: boolean;
  /** Highest share of opt-outs and blocks among all messages so far, from 60 messages on; abusive ones before their 500th. */
  worstComplaints: number;
}

interface Running extends SenderRecord {
  complaints: number;
}

/** Messages after which a share of complaints says something; before the 500th one has to know. */
const SCORED_FROM = 60;
const SCORED_UNTIL = 500;

/** Who did what, and what was done to whom. */
export class Record {
  readonly #records = new Map<string, Running>();

  constructor(senders: readonly Sender[]) {
    for (const { senderId, style } of senders) {
      this.#records.set(senderId, {
        ...{ senderId, style, truth: STYLES[style], sent: 0, abusiveSent: 0 },
        ...{
          messagesToWarning: null,
          messagesToRestriction: null,
          messagesToHold: null,
          slowed: false,
          warnedRule: '',
          restrictedRule: '',
        },
        ...{ banned: false, worstComplaints: 0, complaints: 0 },
      });
    }
  }

  noteMessages(
    senderId: string,
    { count, abusive }: { count: number; abusive: boolean; atUs: number },
  ): void {
    const record = this.#of(senderId);
    record.sent += count;
    if (abusive) record.abusiveSent += count;
  }

  noteReaction(senderId: string, what: string): void {
    const record = this.#of(senderId);
    if (what !== 'OptedOut' && what !== 'Blocked') return;
    record.complaints++;
    const counted = record.truth === 'ABUSIVE' ? record.abusiveSent : record.sent;
    const scored = record.truth === 'ABUSIVE' ? counted < SCORED_UNTIL : true;
    if (counted < SCORED_FROM || !scored) return;
    record.worstComplaints = Math.max(record.worstComplaints, record.complaints / record.sent);
  }

  noteWarning(senderId: string, { ruleId }: { ruleId: string; atUs: number }): void {
    const record = this.#of(senderId);
    record.messagesToWarning ??= this.#counted(record);
    if (record.messagesToWarning !== null && record.warnedRule === '') record.warnedRule = ruleId;
  }

  noteSanction(
    senderId: string,
    { ruleId, standing }: { ruleId: string; atUs: number; standing: string },
  ): void {
    const record = this.#of(senderId);
    if (standing === 'BANNED') record.banned = true;
    record.messagesToRestriction ??= this.#counted(record);
    if (record.messagesToRestriction !== null && record.restrictedRule === '')
      record.restrictedRule = ruleId;
  }

  noteSlowStart(senderId: string): void {
    this.#of(senderId).slowed = true;
  }

  noteHold(senderId: string): void {
    const record = this.#of(senderId);
    record.messagesToHold ??= this.#counted(record);
  }

  all(): SenderRecord[] {
    return [...this.#records.values()].map(({ complaints: _, ...record }) => record);
  }

  /** An honest number that is hijacked later is honest until then: null. */
  #counted({ truth, sent, abusiveSent }: Running): number | null {
    if (truth !== 'ABUSIVE') return sent;
    return abusiveSent > 0 ? abusiveSent : null;
  }

  #of(senderId: string): Running {
    const record = this.#records.get(senderId);
    if (!record) throw new Error(`nobody knows sender ${senderId}`);
    return record;
  }
}
