import { randomUUID } from 'node:crypto';
import { type Account, Accounts, type SendingNumber } from './accounts.ts';
import { findFaults, type PlannedAction, planActions, planEarlyActions } from './behaviour.ts';
import type { NumberNotice, RecipientEvent } from './http.ts';
import { drawBetween, drawShare } from './random.ts';
import { ProviderScript, type ProviderScriptInput } from './script.ts';
import { LIMIT_WINDOW_MS, Traffic } from './traffic.ts';
import type { WebhookEvent, Webhooks } from './webhooks.ts';

/** A message as POST /v1/messages takes it. */
export interface InboundCall {
  from: string;
  to: string;
  text: string;
  client_ref: string;
  category?: 'service' | undefined;
}

/** What the provider does with a call: a status and a body, or silence. */
export type CallAnswer =
  | { status: 202; body: { id: string }; delayMs: number }
  | { status: 400 | 403; body: { code: string }; delayMs: number }
  | { status: 429; body: { code: string; retry_after_ms: number }; delayMs: number }
  | { status: 'hang-up' };

interface Accepted extends InboundCall {
  id: string;
  status: 'ACCEPTED' | 'DELIVERED' | 'FAILED';
}

/** Of a webhook, beside its id, kind and time. */
interface EventFields {
  from: string;
  to: string;
  client_ref?: string;
  message_id?: string;
  status?: string;
  code?: string;
  text?: string;
  category?: string;
  value?: string;
}

/** Something in a number's inbox: verification codes come this way. */
export interface InboxItem {
  at: string;
  code: string;
}

/** Counts of what recipients did. */
export interface RecipientDeeds {
  replies: number;
  stops: number;
  /** Stops whose webhook was answered with 200: from then on they bind. */
  stopsAnswered: number;
  blocks: number;
  reports: number;
}

/** The provider and the people behind it, without HTTP. Time comes in with each call and from timers. */
export class Simulation {
  readonly traffic = new Traffic();
  readonly accounts: Accounts;
  readonly deeds: RecipientDeeds = {
    replies: 0,
    stops: 0,
    stopsAnswered: 0,
    blocks: 0,
    reports: 0,
  };
  readonly webhooks: Webhooks;
  script: ProviderScript = ProviderScript.parse({});
  readonly #accepted = new Map<string, Accepted>();
  readonly #deliveredTo = new Map<string, number>();
  readonly #inboxes = new Map<string, InboxItem[]>();
  readonly #strikes = new Map<number, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Ids stay unique over restarts, as a provider's do. */
  readonly #run = randomUUID().slice(0, 8);
  #nextId = 1;

  constructor(options: { perSecond: number; webhooks: Webhooks }) {
    this.accounts = new Accounts(options.perSecond);
    this.webhooks = options.webhooks;
  }

  /** Throws ZodError when the script is not one. */
  setScript(script: ProviderScriptInput): void {
    this.script = ProviderScript.parse(script);
    this.#strikes.clear();
  }

  registerAccount(account: Account): void {
    this.accounts.register(account);
  }

  /** A call that arrived at this time of the monotonic clock. */
  receive(call: InboundCall, nowMs: number): CallAnswer {
    const number = this.accounts.of(call.from);
    const { inWindow, roomInMs } = this.traffic.countArrival(
      {
        ...call,
        account: number.account,
        limit: number.perSecond,
        isService: call.category === 'service',
      },
      nowMs,
    );
    const fault = this.#strike(call);
    const delayMs = drawBetween(this.script.answerMs, this.script.seed, 'answer', call.client_ref);
    const refuse = (code: string): void => this.#record(call, number, { nowMs, code });
    if (number.closed) {
      refuse('ACCOUNT_CLOSED');
      return { status: 403, body: { code: 'ACCOUNT_CLOSED' }, delayMs };
    }
    if (inWindow >= number.perSecond) {
      refuse('RATE_LIMITED');
      const retry = Math.ceil(roomInMs);
      return { status: 429, body: { code: 'RATE_LIMITED', retry_after_ms: retry }, delayMs };
    }
    if (fault?.kind === 'HANG_UP') {
      refuse('HANG_UP');
      return { status: 'hang-up' };
    }
    if (fault?.kind === 'REJECT') {
      refuse(fault.code);
      return { status: 400, body: { code: fault.code }, delayMs };
    }
    if (fault?.kind === 'BUSY') {
      refuse(fault.code);
      const body = { code: fault.code, retry_after_ms: LIMIT_WINDOW_MS };
      return { status: 429, body, delayMs };
    }
    const id = this.#accept(call, number, nowMs);
    if (fault?.kind === 'ACCEPT_THEN_HANG_UP') return { status: 'hang-up' };
    return { status: 202, body: { id }, delayMs };
  }

  /** A recipient does something now; what is posted of it goes on until it is answered. */
  report({ kind, ...fields }: RecipientEvent): void {
    const more = kind === 'preference' ? { category: 'marketing_messages' } : {};
    this.#later(0, async () => {
      const answered = await this.#post(kind, { ...fields, ...more });
      const stops = kind === 'preference' && 'value' in fields && fields.value === 'stop';
      if (answered && stops) {
        this.traffic.recordStop(this.accounts.of(fields.to).account, fields.from);
      }
    });
  }

  /** The provider complains about a number now, until it is answered. */
  notify(notice: NumberNotice): void {
    this.#later(0, async () => {
      await this.#post('notice', notice);
    });
  }

  /** What became of a message, by the caller's own reference. */
  lookup(clientRef: string): { id: string; status: string } | null {
    const accepted = this.#accepted.get(clientRef);
    return accepted ? { id: accepted.id, status: accepted.status } : null;
  }

  putCode(to: string, code: string): void {
    const inbox = this.#inboxes.get(to) ?? [];
    inbox.push({ at: new Date().toISOString(), code });
    this.#inboxes.set(to, inbox);
  }

  inbox(number: string): InboxItem[] {
    return this.#inboxes.get(number) ?? [];
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.webhooks.stop();
  }

  #strike(call: InboundCall) {
    for (const { index, fault } of findFaults(this.script, call)) {
      const used = this.#strikes.get(index) ?? 0;
      if (fault.times !== undefined && used >= fault.times) continue;
      this.#strikes.set(index, used + 1);
      return fault;
    }
    return null;
  }

  #record(call: InboundCall, number: SendingNumber, end: { nowMs: number; code?: string }): void {
    const { category, ...arrival } = call;
    const enter = category === 'service' ? 'recordService' : 'record';
    this.traffic[enter](
      {
        at_ms: end.nowMs,
        ...arrival,
        outcome: end.code === undefined ? 'accepted' : 'rejected',
        ...(end.code === undefined ? {} : { code: end.code }),
      },
      number.account,
    );
  }

  #accept(call: InboundCall, number: SendingNumber, nowMs: number): string {
    this.#record(call, number, { nowMs });
    const id = this.#newId('wam');
    const accepted: Accepted = { ...call, id, status: 'ACCEPTED' };
    this.#accepted.set(call.client_ref, accepted);
    const isService = call.category === 'service';
    const count = isService ? -1 : (this.traffic.senders.get(call.from)?.accepted ?? 0);
    for (const early of planEarlyActions(this.script, { from: call.from, count })) {
      this.#later(early.afterMs, () => this.#act(early, early.recipient, call.from));
    }
    const delay = drawBetween(this.script.deliveryMs, this.script.seed, 'deliver', call.client_ref);
    this.#later(delay, () => this.#deliver(accepted));
    return id;
  }

  async #deliver(message: Accepted): Promise<void> {
    const { seed, failedShare } = this.script;
    const failed = drawShare(seed, 'failed', message.client_ref) < failedShare;
    message.status = failed ? 'FAILED' : 'DELIVERED';
    if (!failed && message.category !== 'service') this.#planReactions(message);
    await this.#post('status', {
      message_id: message.id,
      client_ref: message.client_ref,
      from: message.from,
      to: message.to,
      status: message.status,
      ...(failed ? { code: 'UNDELIVERABLE' } : {}),
    });
  }

  #planReactions({ from, to }: Accepted): void {
    this.traffic.countDelivery(from, to);
    const pair = `${from} ${to}`;
    const count = (this.#deliveredTo.get(pair) ?? 0) + 1;
    this.#deliveredTo.set(pair, count);
    for (const planned of planActions(this.script, { from, to, count })) {
      this.#later(planned.afterMs, () => this.#act(planned, to, from));
    }
  }

  async #act(planned: PlannedAction, recipient: string, sender: string): Promise<void> {
    const fields = { from: recipient, to: sender };
    if (planned.action === 'BLOCK' || planned.action === 'REPORT') {
      this.deeds[planned.action === 'BLOCK' ? 'blocks' : 'reports']++;
      await this.#post(planned.action === 'BLOCK' ? 'block' : 'report', fields);
      return;
    }
    const stops = planned.action !== 'REPLY';
    this.deeds[stops ? 'stops' : 'replies']++;
    const answered = await this.#post('reply', { ...fields, text: planned.text });
    if (!stops || !answered) return;
    this.deeds.stopsAnswered++;
    const everybody = planned.action === 'STOP_ALL';
    this.traffic.recordStop(everybody ? null : this.accounts.of(sender).account, recipient);
  }

  async #post(kind: WebhookEvent['kind'], fields: EventFields | NumberNotice): Promise<boolean> {
    const id = this.#newId('evt');
    const event = { id, kind, at_us: Date.now() * 1000, ...fields };
    const answered = await (kind === 'status'
      ? this.webhooks.postReceipt(event)
      : this.webhooks.post(event));
    const who =
      'number' in fields ? fields.number : `${fields.from} ${fields.to} ${fields.client_ref ?? ''}`;
    const again =
      drawShare(this.script.seed, 'twice', kind, who) < this.script.duplicateWebhookShare;
    if (again) await this.webhooks.post(event);
    return answered;
  }

  #newId(prefix: string): string {
    return `${prefix}-${this.#run}-${this.#nextId++}`;
  }

  #later(delayMs: number, act: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void act();
    }, delayMs);
    this.#timers.add(timer);
  }
}
