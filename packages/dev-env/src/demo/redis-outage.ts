import { present } from '@hustings/kernel';
import type { Office, Party } from './cast.ts';
import type { Stage } from './stage.ts';
import { waitUntil } from './wait-until.ts';
import type { World } from './world.ts';

const CAMPAIGN_WITHIN_MS = 60_000;
const REBUILT_WITHIN_MS = 20_000;

/** Kills Redis with SIGKILL once so many messages of the campaign are out, and lets it come back with nothing. */
export async function killRedis(
  world: World,
  office: Office,
  scene: { party: Party; afterMessages: number; stage: Stage },
): Promise<{ recoveredAfterMs: number }> {
  const { party, afterMessages, stage } = scene;
  const governor = office.governor(party.toolToken);
  const signal = AbortSignal.timeout(CAMPAIGN_WITHIN_MS);
  const { campaignId } = party;
  for await (const { handedOff, queued } of governor.watchCampaign({ campaignId }, { signal })) {
    if (handedOff >= BigInt(afterMessages) && queued > 0n) break;
  }
  const before = await rebuildsOf(governor);
  const redis = present(world.redis, 'the demonstration has a Redis of its own');
  await redis.kill('SIGKILL');
  const killedMs = performance.now();
  await redis.restart({ wipe: true });
  await waitUntil('the governor rebuilds Redis', REBUILT_WITHIN_MS, async () => {
    const { partitions } = await governor.getPositions({});
    return partitions.every(({ rebuilds, closed }) => rebuilds > before && !closed);
  });
  const recoveredAfterMs = Math.round(performance.now() - killedMs);
  stage.say(
    `Redis was killed with SIGKILL, came back empty, and was rebuilt after ${recoveredAfterMs} ms`,
  );
  return { recoveredAfterMs };
}

async function rebuildsOf(governor: ReturnType<Office['governor']>): Promise<bigint> {
  const { partitions } = await governor.getPositions({});
  return partitions[0]?.rebuilds ?? 0n;
}
