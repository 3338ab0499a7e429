import {
  type EventLog,
  type LogEntry,
  memoryWatermark,
  organisationPartitions,
  project,
} from '@hustings/event-log';
import { type CampaignState, campaignDecider } from '../domain/campaign.ts';
import { credentialDecider } from '../domain/credential.ts';
import { intermediaryDecider } from '../domain/intermediary.ts';
import { type OrganisationState, organisationDecider } from '../domain/organisation.ts';
import { type SenderState, senderDecider } from '../domain/sender.ts';
import {
  campaignCodec,
  credentialCodec,
  intermediaryCodec,
  organisationCodec,
  senderCodec,
} from './event-codecs.ts';
import { type Existing, FoldedStates, type Page, type PageRequest } from './folded-states.ts';

/** Who writes, and on whose behalf. */
export interface Described {
  organisation: Existing<OrganisationState>;
  sender: Existing<SenderState> | null;
  campaign: Existing<CampaignState> | null;
  /** Of the tools that may send from the sender now. */
  toolNames: string[];
}

/**
 * All organisations, campaigns, senders, tools and credentials, in memory, from the log. It follows the log by milliseconds:
 * lists and owners are read from it, decisions never.
 */
export class Directory {
  readonly #organisations = new FoldedStates(organisationDecider, organisationCodec);
  readonly #campaigns = new FoldedStates(campaignDecider, campaignCodec);
  readonly #senders = new FoldedStates(senderDecider, senderCodec);
  readonly #tools = new FoldedStates(intermediaryDecider, intermediaryCodec);
  readonly #credentials = new FoldedStates(credentialDecider, credentialCodec);

  /** Resolves when it holds what stood in the log; `onFailure` is told once when it can follow no longer. */
  async start(
    log: EventLog,
    options: { signal: AbortSignal; onFailure: (error: unknown) => void },
  ): Promise<void> {
    const projections = organisationPartitions(log.layout).map((partition) =>
      project({
        log,
        partition,
        subjects: [`hustings.evt.${partition}.registry.>`],
        service: 'sender-registry',
        reader: 'directory',
        watermark: memoryWatermark(),
        apply: (entry) => this.#apply(entry),
        signal: options.signal,
      }),
    );
    for (const { done } of projections) done.catch(options.onFailure);
    await Promise.all(projections.map((each) => each.caughtUp));
  }

  listOrganisations(page: PageRequest): Page<Existing<OrganisationState>> {
    return this.#organisations.list(page, () => true);
  }

  listCampaigns(organisationId: string, page: PageRequest): Page<Existing<CampaignState>> {
    return this.#campaigns.list(page, ({ profile }) => profile.organisationId === organisationId);
  }

  /** Senders of one organisation, or of all for ''. */
  listSenders(organisationId: string, page: PageRequest): Page<Existing<SenderState>> {
    return this.#senders.list(
      page,
      ({ profile }) => organisationId === '' || profile.organisationId === organisationId,
    );
  }

  /** What a recipient may know of who writes; null for an unknown organisation. What is not the organisation's stays out. */
  describe(ids: {
    organisationId: string;
    senderId: string;
    campaignId: string;
  }): Described | null {
    const organisation = this.#organisations.get(ids.organisationId);
    if (organisation === undefined) return null;
    const isOwn = ({ profile }: { profile: { organisationId: string } }): boolean =>
      profile.organisationId === ids.organisationId;
    const sender = this.#senders.get(ids.senderId);
    const campaign = this.#campaigns.get(ids.campaignId);
    const ownSender = sender !== undefined && isOwn(sender) ? sender : null;
    const tools = ownSender?.grants.map((id) => this.#tools.get(id)?.name ?? '') ?? [];
    return {
      organisation,
      sender: ownSender,
      campaign: campaign !== undefined && isOwn(campaign) ? campaign : null,
      toolNames: tools.filter((name) => name !== ''),
    };
  }

  /** Undefined when there is no such sender. */
  ownerOfSender(senderId: string): string | undefined {
    return this.#senders.get(senderId)?.profile.organisationId;
  }

  /** '' for a staff credential; undefined when there is no such credential. */
  ownerOfCredential(credentialId: string): string | undefined {
    return this.#credentials.get(credentialId)?.profile.organisationId;
  }

  #apply(entry: LogEntry): void {
    const kinds: Record<string, { apply(entry: LogEntry): void }> = {
      organisation: this.#organisations,
      campaign: this.#campaigns,
      sender: this.#senders,
      intermediary: this.#tools,
      credential: this.#credentials,
    };
    // Address claims are in no list.
    kinds[entry.commit.aggregate]?.apply(entry);
  }
}
