import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Scope } from '@hustings/contracts/optout';
import { OrganisationKind } from '@hustings/contracts/registry';
import { enterParty, hireStaff, Office, type Party, type Staff } from './cast.ts';
import { runNgo } from './ngo.ts';
import {
  chooseEarlyPeople,
  type EarlyPeople,
  RECIPIENTS,
  readNumbers,
  runCampaign,
  scriptForA,
} from './party-a.ts';
import { type PeopleOfB, peopleOfB, playStoryOfB } from './party-b.ts';
import { ProviderClient } from './provider-client.ts';
import { visitPage } from './recipient-page.ts';
import { killRedis } from './redis-outage.ts';
import { describeReplay, replayLog } from './replay.ts';
import { checkSealedLog } from './sealed-log.ts';
import type { Stage } from './stage.ts';
import { type DemoResult, type Evidence, judge } from './verdict.ts';
import { waitUntil } from './wait-until.ts';
import { forgetWorld, openWorld, type World } from './world.ts';

const POLICY = fileURLToPath(new URL('../../../../examples/policies/demo.json', import.meta.url));
const SEED = 20_261_122;
const PER_SECOND = 20;
/** Redis is killed when so many of Party A's messages are out. */
const KILL_AFTER = 220;
/** The person acts after the first 60 messages. */
const STOP_WITHIN_MS = 60_000;

interface Cast {
  staff: Staff;
  a: Party;
  b: Party;
  ngo: Party;
}

interface Scene {
  world: World;
  office: Office;
  provider: ProviderClient;
  stage: Stage;
}

/** Plays the whole main job on a world of its own and judges it. */
export async function playDemo(stage: Stage): Promise<DemoResult> {
  const startedMs = performance.now();
  stage.act('Starting NATS, Redis, eight services and a simulated provider');
  const policyJson = readFileSync(POLICY, 'utf8');
  const world = await openWorld(policyJson);
  stage.say(`data and logs of every process: ${world.dir}`);
  stage.say('a policy is in force, proposed by one officer and approved by two others:');
  stage.say(noteOf(policyJson));
  const office = new Office(world.fleet);
  const scene = {
    world,
    office,
    stage,
    provider: new ProviderClient(world.fleet.addresses.provider),
  };
  try {
    const result = judge({ ...(await playScenes(scene)), seconds: secondsSince(startedMs) });
    await world.stop();
    if (result.ok) forgetWorld(world);
    return result;
  } finally {
    office.close();
    await world.stop();
  }
}

async function playScenes(scene: Scene): Promise<Omit<Evidence, 'seconds'>> {
  const { world, office, provider, stage } = scene;
  stage.act('1 · Two parties and an NGO register');
  const cast = await enterCast(scene);
  const people = peopleOfB();
  const early = chooseEarlyPeople(await readNumbers(RECIPIENTS));
  await setScript(scene, { cast, people, early });

  stage.act('2 to 5 · Party A writes to its supporters; Party B misbehaves; Redis dies');
  const stopped = stoppedAll(scene, { party: cast.a, early });
  // Party B's story waits for it late; if the story fails first, that is what is reported.
  stopped.catch(() => undefined);
  const [campaign, story, outage, ngoAccepted, visit] = await Promise.all([
    runCampaign(office, cast.a, stage),
    playStoryOfB({
      ...scene,
      staff: cast.staff,
      party: cast.b,
      people,
      stoppedAll: stopped,
    }),
    killRedis(world, office, { party: cast.a, afterMessages: KILL_AFTER, stage }),
    runNgo(office, cast.ngo),
    visitPage(scene, { party: cast.a, number: early.visitor }),
  ]);
  await waitUntil('nothing waits any more', 30_000, () => isQuiet(scene, cast));

  stage.act('6 · hustings audit replay: every decision again, from the log alone');
  const replay = await replayLog(world, cast.staff.auditor, stage);
  for (const line of describeReplay(replay)) stage.say(line);
  const sealedLog = await checkSealedLog(world, cast.staff.auditor, replay.commits);
  stage.say(`the sealed log, hashed anew from its published files: ${sealedLog.said}`);
  return {
    campaign,
    story,
    ngoAccepted,
    visit,
    replay,
    sealedLog,
    provider: await provider.report(),
    redisKilled: 1,
    recoveredAfterMs: outage.recoveredAfterMs,
    unexpectedExits: world.unexpectedExits,
    limitPerSecond: PER_SECOND,
  };
}

async function enterCast({ office, provider, stage }: Scene): Promise<Cast> {
  const staff = await hireStaff(office);
  const limitProfile = 'whatsapp-20';
  const { ORGANISATION_KIND_PARTY: party, ORGANISATION_KIND_NGO: ngo } = OrganisationKind;
  const enter = (
    name: string,
    plan: { kind: OrganisationKind; number: string; host: string; campaign: string },
  ): Promise<Party> => enterParty(office, provider, { ...plan, name, limitProfile });
  const cast = {
    staff,
    a: await enter('Partido A', {
      kind: party,
      number: '+34600100001',
      host: 'partido-a.example',
      campaign: 'Domingo',
    }),
    b: await enter('Partido B', {
      kind: party,
      number: '+34600100002',
      host: 'partido-b.example',
      campaign: 'Últimas horas',
    }),
    ngo: await enter('Río Limpio', {
      kind: ngo,
      number: '+34600100003',
      host: 'riolimpio.example',
      campaign: 'Charla',
    }),
  };
  for (const one of [cast.a, cast.b, cast.ngo]) {
    stage.say(`${one.name}: number ${one.number} verified by code, one tool granted`);
    await provider.registerAccount(one.organisationId, [one.number], PER_SECOND);
  }
  return cast;
}

async function setScript(
  { provider }: Scene,
  { cast, people, early }: { cast: Cast; people: PeopleOfB; early: EarlyPeople },
): Promise<void> {
  const ofA = scriptForA(cast.a, early);
  await provider.setScript({
    seed: SEED,
    duplicateWebhookShare: 0.05,
    early: ofA.early,
    rules: [
      ...ofA.rules,
      {
        senders: [cast.b.number],
        recipients: people.repliers,
        action: 'REPLY',
        texts: ['¿Quién eres?'],
        onMessage: 1,
        afterMs: { min: 200, max: 600 },
      },
    ],
  });
}

/** The person who opts out from all political senders, once the ledger has acknowledged it. */
async function stoppedAll(
  { office }: Scene,
  { party, early }: { party: Party; early: EarlyPeople },
): Promise<string> {
  const address = early.stopsAll.to;
  await waitUntil('the opt-out from all political senders stands', STOP_WITHIN_MS, async () => {
    const { suppressions } = await office.optout(party.adminToken).getSuppression({ address });
    return suppressions.some(({ scope }) => scope === Scope.SCOPE_ALL_POLITICAL);
  });
  return address;
}

async function isQuiet({ office }: Scene, cast: Cast): Promise<boolean> {
  for (const party of [cast.a, cast.b, cast.ngo]) {
    const governor = office.governor(party.toolToken);
    const signal = AbortSignal.timeout(5_000);
    const { campaignId } = party;
    for await (const update of governor.watchCampaign({ campaignId }, { signal })) {
      const open = update.released - update.handedOff - update.rejected - update.uncertain;
      if (update.queued > 0n || open > 0n) return false;
      break;
    }
  }
  return true;
}

function noteOf(document: string): string {
  const { note } = JSON.parse(document) as { note?: unknown };
  return typeof note === 'string' ? note : '';
}

function secondsSince(startedMs: number): number {
  return Math.round((performance.now() - startedMs) / 100) / 10;
}
