import { EstimateCompletionResponse, WatchCampaignResponse } from '@hustings/contracts/governor';
import { Campaign } from '@hustings/contracts/registry';
import { type Command, InvalidArgumentError } from 'commander';
import { ExitCode } from '../failures.ts';
import { renderFields, renderTable } from '../output.ts';
import { allPages } from '../pages.ts';
import { followCampaign, isSettled } from '../send/follow-campaign.ts';
import { renderCampaign } from '../send/progress.ts';
import { isoFromTimestamp } from '../time.ts';
import { addCampaignSend } from './campaign-send.ts';
import { addCancel, addPause, addWeight } from './lanes.ts';
import { examples, group, type Setup, start, startStoppable } from './setup.ts';

/** `hustings campaign …` */
export function campaignCommands(setup: Setup): Command {
  const campaign = group('campaign', 'create campaigns, send to a file of people, follow progress');
  addLifecycle(campaign, setup);
  addCampaignSend(campaign, setup);
  addWatch(campaign, setup);
  addPause(campaign, setup, 'campaign');
  addWeight(campaign, setup);
  addCancel(campaign, setup);
  addEstimate(campaign, setup);
  return campaign;
}

function addLifecycle(campaign: Command, setup: Setup): void {
  campaign
    .command('create <name>')
    .description('create a campaign')
    .addHelpText('after', examples('campaign create "Municipales 2027"'))
    .action((name: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const response = await session.client('registry').createCampaign({ name });
        const id = response.campaign?.campaignId ?? '';
        session.print(
          response.campaign && Campaign.toJSON(response.campaign),
          renderFields([['campaign', id]]),
        );
        return undefined;
      }),
    );
  campaign
    .command('close <campaign>')
    .description('close a campaign: nothing more is accepted, what is queued is cancelled')
    .addHelpText('after', examples('campaign close cmp-…'))
    .action((campaignId: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const response = await session.client('registry').closeCampaign({ campaignId });
        session.print(
          response.campaign && Campaign.toJSON(response.campaign),
          `${campaignId} is closed`,
        );
        return undefined;
      }),
    );
  campaign
    .command('list')
    .description("the organisation's campaigns")
    .addHelpText('after', examples('campaign list'))
    .action((_options: object, command: Command) =>
      start(setup, command, async (session) => {
        const registry = session.client('registry');
        const found = await allPages(async (page) => {
          const { campaigns, nextPageToken } = await registry.listCampaigns(page);
          return { items: campaigns, nextPageToken };
        });
        const row = (each: Campaign) => [
          each.campaignId,
          each.name,
          each.closed ? 'closed' : 'open',
        ];
        session.print(
          found.map((each) => Campaign.toJSON(each)),
          renderTable(['id', 'name', 'state'], found.map(row)),
        );
        return undefined;
      }),
    );
}

function addWatch(campaign: Command, setup: Setup): void {
  campaign
    .command('watch <campaign>')
    .description('follow a campaign until Ctrl-C; with --json one line for each change')
    .option('--until-sent', 'end when nothing is queued any more')
    .addHelpText('after', examples('campaign watch cmp-…', 'campaign watch cmp-… --until-sent'))
    .action((campaignId: string, options: { untilSent?: boolean }, command: Command) =>
      startStoppable(setup, command, async (session) => {
        await followCampaign({
          client: session.client('governor'),
          campaignId,
          signal: session.io.interrupted,
          onUpdate: (each) =>
            session.print(WatchCampaignResponse.toJSON(each), renderCampaign(each)),
          isEnough: (each) => options.untilSent === true && isSettled(each, 0),
        });
        return session.io.interrupted.aborted ? ExitCode.interrupted : ExitCode.ok;
      }),
    );
}

function addEstimate(campaign: Command, setup: Setup): void {
  campaign
    .command('estimate')
    .description('foresee when a number of messages would be out, and which limit decides')
    .requiredOption('--sender <sender>', 'number that they come from')
    .requiredOption('--messages <count>', 'how many', parseCount)
    .option('--campaign <campaign>', 'of this campaign, which shares the number with the others')
    .addHelpText('after', examples('campaign estimate --sender snd-… --messages 30000'))
    .action((options: EstimateOptions, command: Command) =>
      start(setup, command, async (session) => {
        const found = await session.client('governor').estimateCompletion({
          senderId: options.sender,
          messages: options.messages,
          campaignId: options.campaign ?? '',
        });
        session.print(
          EstimateCompletionResponse.toJSON(found),
          renderFields([
            ['foreseen end', found.completesAt ? isoFromTimestamp(found.completesAt) : ''],
            ['decided by', found.bindingLimit],
            ['which means', found.bindingLimitText],
            ['queued before', `${found.queuedBefore}`],
            ...found.assumptions.map((each): [string, string] => ['if', each]),
            ...(found.paused
              ? [['paused', 'counted as if it went on now'] as [string, string]]
              : []),
          ]),
        );
        return undefined;
      }),
    );
}

interface EstimateOptions {
  sender: string;
  messages: bigint;
  campaign?: string;
}

function parseCount(value: string): bigint {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('must be a whole number.');
  return BigInt(value);
}
