import { OrganisationKind, Role } from '@hustings/contracts/registry';
import { enterParty, startFleet } from '@hustings/dev-env';
import { CaseWork, type Crew } from './casework.ts';
import { Desk } from './desk.ts';
import { openScene, type Scene } from './scene.ts';

const TEN_MINUTES_MS = 600_000;

/** Accounts of as many organisations, a case about each, two enforcements beside one another, and people who work with both. */
export interface Accounts {
  scene: Scene;
  desk: Desk;
  crew: Crew;
  works: CaseWork[];
  /** Address of the second enforcement. */
  replica: string;
  close(): Promise<void>;
}

/** All times are short but those of restrictions and of appeals. */
export async function openAccounts(count: number, answerWithinMs: number): Promise<Accounts> {
  const scene = await openScene({
    change: ({ enforcement: { ladder } }) => {
      ladder.warning.minGapAfterDeliveryMs = 1;
      ladder.restriction.durationMs = TEN_MINUTES_MS;
      ladder.noticeDeemedDeliveredAfterMs = 1_500;
      ladder.process = { answerWithinMs, massActionStageMs: 1_500 };
    },
  });
  const desk = new Desk(scene);
  const { fleet, natsUrl, redisUrl } = scene.stack;
  const dir = fleet.member('enforcement').logFile.replace(/[^/]*$/, 'second');
  const { secrets } = fleet;
  const second = await startFleet({ natsUrl, redisUrl, dir, secrets, members: ['enforcement'] });
  const replica = second.addresses.enforcement;
  const crew = await hireCrew(desk, replica);
  const numbers = Array.from({ length: count }, (_, index) => index);
  const works = await Promise.all(
    numbers.map(async (at) => {
      const party = await enterAccount(scene, at);
      return CaseWork.open({ party, crew, admin: await desk.as(party.adminToken, replica) });
    }),
  );
  return {
    ...{ scene, desk, crew, works, replica },
    async close() {
      desk.close();
      await second.stop();
      await scene.close();
    },
  };
}

async function hireCrew(desk: Desk, replica: string): Promise<Crew> {
  const [reporter, carrier, proposer, examiner, secondExaminer] = await Promise.all([
    desk.moderator(),
    desk.moderator(replica),
    // Somebody with both roles: what needs two people is not done by one with two hats.
    desk.hire([Role.ROLE_MODERATOR, Role.ROLE_REVIEWER], replica),
    desk.reviewer(),
    desk.reviewer(replica),
  ]);
  return { reporter, carrier, proposer, examiner, secondExaminer };
}

function enterAccount({ office, provider }: Scene, at: number) {
  return enterParty(office, provider, {
    ...{ name: `Grupo ${at}`, kind: OrganisationKind.ORGANISATION_KIND_NGO, campaign: 'Agua' },
    ...{ number: `+3460010020${at}`, host: `grupo-${at}.example`, limitProfile: 'whatsapp-20' },
  });
}
