import { fileURLToPath } from 'node:url';
import {
  countRows,
  messageRenderer,
  parseTemplates,
  readRecipients,
  rowKeys,
  type SendSummary,
  sendCampaign,
} from '@hustings/cli';
import {
  type ReasonCount,
  reasonToJSON,
  type WatchCampaignResponse,
} from '@hustings/contracts/governor';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import type { EarlyAction, RecipientRule } from '../provider/script.ts';
import type { Office, Party } from './cast.ts';
import type { Stage } from './stage.ts';

/** 640 people in Spanish and English, with names as people have them, and one broken row. */
export const RECIPIENTS = fileURLToPath(
  new URL('../../../../examples/recipients/party-a.csv', import.meta.url),
);

const TEMPLATES = [
  'es=Hola {{name}}: el domingo es la votación. Nuestro programa: partido-a.example/programa. Partido A. Para no recibir más, responde BAJA.',
  'en=Hello {{name}}, the vote is on Sunday. Our programme: partido-a.example/programa. Partido A. Reply STOP to opt out.',
];
const LINKS = [
  { shown: 'partido-a.example/programa', targetUrl: 'https://partido-a.example/programa' },
];
/** A campaign of 640 at 20 a second takes 32 s; with a killed Redis in between it is over within this. */
const CAMPAIGN_WITHIN_MS = 90_000;

/** People who act while the campaign runs; positions in the file, so that all of them are still queued then. */
export interface EarlyPeople {
  /** Write BAJA or STOP before their own message comes. */
  stops: { to: string; text: string }[];
  /** Wants no political messages at all. */
  stopsAll: { to: string; text: string };
  /** Presses the button of the page behind a link. */
  visitor: string;
}

/** Numbers of the file, in order, broken rows left out. */
export async function readNumbers(file: string): Promise<string[]> {
  const numbers: string[] = [];
  for await (const row of readRecipients(file)) if (row.ok) numbers.push(row.value.to);
  return numbers;
}

/** Chooses early people from the last third of the file. */
export function chooseEarlyPeople(numbers: string[]): EarlyPeople {
  const late = numbers.slice(Math.floor((numbers.length * 2) / 3));
  const texts = [
    'BAJA',
    'STOP',
    'baja por favor',
    'Stop!',
    'no quiero más mensajes',
    'unsubscribe',
  ];
  return {
    stops: texts.map((text, index) => ({ to: late[10 + index * 20] ?? '', text })),
    stopsAll: { to: late[140] ?? '', text: 'BAJA TODO' },
    visitor: late[160] ?? '',
  };
}

/** What the provider's recipients do in Party A's campaign. */
export function scriptForA(
  party: Party,
  people: EarlyPeople,
): { early: EarlyAction[]; rules: RecipientRule[] } {
  const sender = party.number;
  return {
    early: [
      ...people.stops.map(({ to, text }, index) => ({
        recipient: to,
        sender,
        afterMessages: 40 + index * 30,
        action: 'STOP' as const,
        text,
      })),
      {
        recipient: people.stopsAll.to,
        sender,
        afterMessages: 60,
        action: 'STOP_ALL' as const,
        text: people.stopsAll.text,
      },
    ],
    rules: [
      {
        senders: [sender],
        share: 0.12,
        action: 'REPLY',
        texts: ['¡Gracias!', 'Thanks, see you on Sunday', '¿Dónde voto?'],
        onMessage: 1,
        afterMs: { min: 300, max: 2_000 },
      },
      {
        senders: [sender],
        share: 0.01,
        action: 'STOP',
        texts: ['STOP', 'baja'],
        onMessage: 1,
        afterMs: { min: 300, max: 2_000 },
      },
    ],
  };
}

/** What became of the campaign. */
export interface CampaignRun {
  rows: number;
  summary: SendSummary;
  final: WatchCampaignResponse;
  foreseenEndMs: number;
  endedMs: number;
}

/** Streams the file, queued, and follows the campaign until nothing of it waits. */
export async function runCampaign(
  office: Office,
  party: Party,
  stage: Stage,
): Promise<CampaignRun> {
  const governor = office.governor(party.toolToken);
  const rows = await countRows(RECIPIENTS);
  const estimate = await governor.estimateCompletion({
    senderId: party.senderId,
    messages: BigInt(rows),
  });
  const foreseenEndMs = estimate.completesAt
    ? Number(usFromTimestamp(estimate.completesAt) / 1000n)
    : 0;
  const foreseen = new Date(foreseenEndMs).toISOString();
  stage.say(`${rows} rows; foreseen end ${foreseen}, decided by ${estimate.bindingLimit}`);
  const stop = AbortSignal.timeout(CAMPAIGN_WITHIN_MS);
  const summary = await sendCampaign({
    client: governor,
    rows: readRecipients(RECIPIENTS),
    render: messageRenderer({
      senderId: party.senderId,
      campaignId: party.campaignId,
      templates: await parseTemplates(TEMPLATES),
      links: LINKS,
      defaultCountry: '',
      keyOf: rowKeys({ campaignId: party.campaignId, wave: '1', token: party.toolToken }),
    }),
    signal: stop,
  });
  stage.say(
    `${summary.tally.accepted} queued; broken rows ${JSON.stringify(summary.tally.broken)}`,
  );
  let final: WatchCampaignResponse | null = null;
  const { campaignId } = party;
  for await (const update of governor.watchCampaign({ campaignId }, { signal: stop })) {
    final = update;
    stage.progress(rows - Number(update.queued), rows, describe(update, foreseen));
    const open = update.released - update.handedOff - update.rejected - update.uncertain;
    const delivered = update.delivered >= update.handedOff;
    if (update.queued === 0n && open === 0n && delivered) break;
  }
  stage.clear();
  if (!final) throw new Error('the campaign could not be followed');
  return { rows, summary, final, foreseenEndMs, endedMs: Date.now() };
}

function describe(update: WatchCampaignResponse, foreseen: string): string {
  return [
    `queued ${update.queued}`,
    `sent ${update.handedOff}`,
    `delivered ${update.delivered}`,
    `replied ${update.replied}`,
    `opted out ${update.optedOut}`,
    `cancelled ${byReason(update.cancelled)}`,
    `refused ${byReason(update.refused)}`,
    `end foreseen ${foreseen.slice(11, 19)}`,
  ].join(' · ');
}

function byReason(counts: ReasonCount[]): string {
  const named = counts.map(
    ({ reason, messages }) => `${reasonToJSON(reason).replace('REASON_', '')} ${messages}`,
  );
  return named.join(', ') || '0';
}
