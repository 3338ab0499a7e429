import { LinkPurpose } from '@hustings/contracts/optout';
import type { Office, Party } from './cast.ts';
import type { ProviderClient } from './provider-client.ts';
import type { Stage } from './stage.ts';
import { waitUntil } from './wait-until.ts';

/** The page is opened when the campaign has sent so many messages: the person's own one waits then. */
const AFTER_MESSAGES = 80;
const UNDER_WAY_WITHIN_MS = 60_000;

/** What became of a visit to the page behind a link. */
export interface PageVisit {
  number: string;
  /** What the page answered to the button, for example "STOPPED". */
  outcome: string;
}

/** Somebody opens the page behind a link of the party and presses its button, while a message to them is queued. */
export async function visitPage(
  { office, provider, stage }: { office: Office; provider: ProviderClient; stage: Stage },
  { party, number }: { party: Party; number: string },
): Promise<PageVisit> {
  await waitUntil('the campaign is under way', UNDER_WAY_WITHIN_MS, async () => {
    const { senders } = await provider.report();
    return (senders[party.number]?.accepted ?? 0) >= AFTER_MESSAGES;
  });
  const { senderId, campaignId, organisationId } = party;
  const { url } = await office.ledger(party.adminToken).issueLink({
    ...{ address: number, organisationId, senderId, campaignId },
    purpose: LinkPurpose.LINK_PURPOSE_OPT_OUT,
  });
  const pressed = await fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ act: 'stop', scope: 'organisation' }),
  });
  const { outcome } = (await pressed.json()) as { outcome: string };
  stage.say(`${number} opened ${url} and pressed its button: ${outcome}`);
  return { number, outcome };
}
