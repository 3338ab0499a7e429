import type { Fact } from '@hustings/policy';
import type {
  Behind,
  GateRef,
  GateScripts,
  PlaceSilence,
  QueuedMessage,
  RecallScope,
} from '@hustings/redis-scripts';

/** Queued messages that one step looks at: well under a millisecond in Redis, so that nobody else waits for long. */
const PAGE = 256;
/** Messages that one look finds for recipients who opt out: some 10 ms in Redis. One person may be owed any number. */
const FOUND_MAX = 1_024;
/** Beyond so many scopes one look through everything is less work. */
const SCOPES_MAX = 64;

const EVERYTHING: RecallScope = { senderId: '', campaignId: '' };

/** What one step took, to be given back when its decisions could not be recorded. */
interface Taken {
  recipients: string[];
  messageIds: string[];
  scope: (RecallScope & { after: string }) | null;
}

/**
 * What of a gate's queue something may have ended: it is looked at now, wherever it stands, and not when it comes to the
 * front, which may be in days. A recipient who opts out and messages that an order names are found by themselves; orders
 * and closures go through the lanes concerned page by page; and after a rebuild every lane is gone through once, so that
 * nothing depends on what a process remembered.
 */
export class Recalls {
  /** Silences that concern what is queued, as of now. */
  readonly #silences: () => PlaceSilence[];
  #recipients: string[] = [];
  #messageIds: string[] = [];
  #scopes: (RecallScope & { after: string })[] = [];
  #taken: Taken = { recipients: [], messageIds: [], scope: null };

  constructor(silences: () => PlaceSilence[]) {
    this.#silences = silences;
  }

  get due(): boolean {
    return this.#recipients.length + this.#messageIds.length + this.#scopes.length > 0;
  }

  /** Looks through everything that is queued. */
  all(): void {
    this.#recipients = [];
    this.#messageIds = [];
    this.#scopes = [];
    this.scope(EVERYTHING);
  }

  /** Looks through everything for what a silence has ended, unless that is under way. */
  silenced(): void {
    const isUnderWay = this.#scopes.some((one) => one.senderId === '' && one.campaignId === '');
    if (!isUnderWay) this.scope(EVERYTHING);
  }

  /** Looks through what is queued of a sender or a campaign. */
  scope(scope: RecallScope): void {
    const fresh = { ...scope, after: '' };
    // One that runs already has passed some of its lanes before this was asked.
    this.#scopes =
      this.#scopes.length < SCOPES_MAX ? [...this.#scopes, fresh] : [{ ...EVERYTHING, after: '' }];
  }

  /** Looks at these messages. */
  messages(messageIds: readonly string[]): void {
    this.#messageIds.push(...messageIds);
  }

  /** Looks at what the facts may have ended. True when there is something to look at. */
  noteFacts(facts: readonly Fact[]): boolean {
    for (const fact of facts) this.#noteFact(fact);
    return this.due;
  }

  /** The next messages to look at; `Behind` as the scripts answer it. */
  async next(scripts: GateScripts, ref: GateRef, epoch: string): Promise<QueuedMessage[] | Behind> {
    const recipients = this.#recipients.splice(0, PAGE);
    const messageIds = recipients.length > 0 ? [] : this.#messageIds.splice(0, PAGE);
    const named = recipients.length + messageIds.length;
    const scope = named > 0 ? null : (this.#scopes.shift() ?? null);
    this.#taken = { recipients, messageIds, scope };
    const found: QueuedMessage[] = [];
    if (recipients.length > 0) {
      const queued = await scripts.findQueued(ref, { epoch, recipients, most: FOUND_MAX });
      if (queued.outcome === 'BEHIND') return queued;
      found.push(...queued.messages.slice(0, PAGE));
      this.messages(queued.messages.slice(PAGE).map(({ admission }) => admission.messageId));
      // Going through everything page by page is bounded at each step, whoever the rest is for.
      if (queued.hasMore) this.scope(EVERYTHING);
    } else if (messageIds.length > 0) {
      const known = await scripts.findMessages(ref, epoch, messageIds);
      if (known.outcome === 'BEHIND') return known;
      found.push(...known.messages.filter(({ queued }) => queued));
    } else if (scope !== null) {
      const silences = this.#silences();
      const page = await scripts.findRecalled(ref, { ...scope, epoch, members: PAGE, silences });
      if (page.outcome === 'BEHIND') return page;
      if (page.after !== '') this.#scopes.unshift({ ...scope, after: page.after });
      found.push(...page.messages);
    }
    return found;
  }

  /** The last step's decisions were not recorded: it is taken again. */
  giveBack(): void {
    const { recipients, messageIds, scope } = this.#taken;
    this.#recipients.unshift(...recipients);
    this.#messageIds.unshift(...messageIds);
    if (scope !== null) this.#scopes.unshift(scope);
    this.#taken = { recipients: [], messageIds: [], scope: null };
  }

  #noteFact(fact: Fact): void {
    switch (fact.type) {
      case 'OptedOut':
        this.#recipients.push(fact.recipient);
        return;
      case 'ReleaseReturned':
        // It was away when its fate was decided for all others.
        this.#messageIds.push(fact.messageId);
        return;
      case 'CampaignClosed':
        this.scope({ senderId: '', campaignId: fact.campaignId });
        return;
      case 'SenderRevoked':
        this.scope({ senderId: fact.senderId, campaignId: '' });
        return;
      case 'CancellationOrdered':
        if (fact.messageIds.length > 0) this.messages(fact.messageIds);
        else this.scope({ senderId: fact.senderId, campaignId: fact.campaignId });
        return;
      default:
    }
  }
}
