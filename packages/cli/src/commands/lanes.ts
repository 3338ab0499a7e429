import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Cancellation,
  CancelMessagesResponse,
  type LaneRef,
  PauseLaneResponse,
  ResumeLaneResponse,
  SetCampaignWeightResponse,
} from '@hustings/contracts/governor';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { type Command, InvalidArgumentError } from 'commander';
import { renderFields } from '../output.ts';
import type { Session } from '../session.ts';
import { examples, type Setup, start } from './setup.ts';

/** How often a running cancellation is looked at. */
const LOOK_EVERY_MS = 500;

/** `pause` and `resume` of a campaign or a sender. */
export function addPause(parent: Command, setup: Setup, kind: 'campaign' | 'sender'): void {
  const example = kind === 'campaign' ? 'cmp-…' : 'snd-…';
  parent
    .command(`pause <${kind}>`)
    .description('stop its releases until it is resumed; what is queued keeps its place')
    .addHelpText('after', examples(`${kind} pause ${example}`))
    .action((id: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const answer = await session.client('governor').pauseLane({ lane: laneOf(kind, id) });
        const text = answer.changed ? `${id} is paused` : `${id} was paused already`;
        session.print(PauseLaneResponse.toJSON(answer), text);
        return undefined;
      }),
    );
  parent
    .command(`resume <${kind}>`)
    .description('let its releases go on')
    .addHelpText('after', examples(`${kind} resume ${example}`))
    .action((id: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const answer = await session.client('governor').resumeLane({ lane: laneOf(kind, id) });
        const text = answer.changed ? `${id} goes on` : `${id} was not paused`;
        session.print(ResumeLaneResponse.toJSON(answer), text);
        return undefined;
      }),
    );
}

/** `campaign weight`. */
export function addWeight(campaign: Command, setup: Setup): void {
  campaign
    .command('weight')
    .argument('<campaign>', 'campaign')
    .argument('<weight>', '1 to 100', parseWeight)
    .description('set its share against the other campaigns of its numbers, 1 to 100; 1 at first')
    .addHelpText('after', examples('campaign weight cmp-… 3'))
    .action((campaignId: string, weight: number, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const order = { campaignId, weight };
        const answer = await session.client('governor').setCampaignWeight(order);
        const text = answer.changed
          ? `${campaignId} has weight ${weight}`
          : `${campaignId} had weight ${weight} already`;
        session.print(SetCampaignWeightResponse.toJSON(answer), text);
        return undefined;
      }),
    );
}

interface CancelOptions {
  sender?: string;
  message?: string[];
  before?: Date;
  yes?: boolean;
  key?: string;
}

/** `campaign cancel`. Counts only, unless told to do it. */
export function addCancel(campaign: Command, setup: Setup): void {
  campaign
    .command('cancel <campaign>')
    .description('count what is queued of it; with --yes cancel that')
    .option('--sender <sender>', 'only what is queued on this number')
    .option('--message <id...>', 'only these messages')
    .option('--before <time>', 'only what was accepted before (RFC 3339)', parseTime)
    .option('--yes', 'do it; without it nothing is changed')
    .option('--key <key>', 'the same key is the same order: safe to repeat')
    .addHelpText(
      'after',
      examples(
        'campaign cancel cmp-…',
        'campaign cancel cmp-… --yes',
        'campaign cancel cmp-… --sender snd-… --before 2027-05-20T08:00:00Z --yes --key stop-1',
      ),
    )
    .action((campaignId: string, options: CancelOptions, command: Command) =>
      start(setup, command, async (session) => {
        const { sender: senderId = '', message: messageIds = [], before } = options;
        const queuedBefore = before && timestampFromUs(BigInt(before.getTime()) * 1000n);
        const governor = session.client('governor');
        const dryRun = options.yes !== true;
        const { cancellation } = await governor.cancelMessages({
          filter: { campaignId, senderId, messageIds, queuedBefore },
          dryRun,
          orderKey: options.key ?? '',
        });
        if (cancellation === undefined) throw new Error('the governor gave no answer');
        const found = dryRun ? cancellation : await untilDone(session, cancellation);
        session.print(
          CancelMessagesResponse.toJSON({ cancellation: found }),
          renderCancellation(found, dryRun),
        );
        if (dryRun) session.note('Nothing was changed. Repeat with --yes to cancel.');
        return undefined;
      }),
    );
}

/** The order stands from its answer on; this only waits to show the final count, until Ctrl-C at most. */
async function untilDone(session: Session, ordered: Cancellation): Promise<Cancellation> {
  let found = ordered;
  while (found.remaining > 0n && !session.io.interrupted.aborted) {
    await sleep(LOOK_EVERY_MS);
    const { orderId } = ordered;
    found = (await session.client('governor').getCancellation({ orderId })).cancellation ?? found;
  }
  return found;
}

function renderCancellation(found: Cancellation, dryRun: boolean): string {
  const counts: [string, string][] = dryRun
    ? [['would be cancelled', `${found.remaining}`]]
    : [
        ['order', found.orderId],
        ['cancelled', `${found.cancelled}`],
        ['still queued', `${found.remaining}`],
      ];
  return renderFields([
    ...counts,
    ['on their way out', `${found.inFlight}`],
    ...found.inFlightMessageIds.map((id): [string, string] => ['', id]),
  ]);
}

function laneOf(kind: 'campaign' | 'sender', id: string): LaneRef {
  return kind === 'campaign' ? { campaignId: id, senderId: '' } : { campaignId: '', senderId: id };
}

function parseWeight(value: string): number {
  if (!/^([1-9]\d?|100)$/.test(value)) throw new InvalidArgumentError('must be 1 to 100.');
  return Number(value);
}

function parseTime(value: string): Date {
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('must be a time (RFC 3339).');
  return time;
}
