import { OrganisationKind } from '@hustings/contracts/registry';
import { addNumber, enterParty, type Party } from '@hustings/dev-env';
import { present } from '@hustings/kernel';
import { CLAUSE } from './casework.ts';
import { type Caller, Desk } from './desk.ts';
import { addTool, giveTool, openScene, type Scene } from './scene.ts';

const DAY_MS = 86_400_000;

/** Two parties a week before a vote: the scene's with two numbers, and a rival who has one of its tools as well. */
export interface Contest {
  scene: Scene;
  desk: Desk;
  admin: Caller;
  /** The tool that both have. */
  intermediaryId: string;
  /** The party's second number with that tool. */
  misused: Party;
  /** The same number with a tool of its own. */
  clean: Party;
  /** The rival's number with the tool that both have. */
  rivals: Party;
}

/** `breach` messages with a misleading link are one too many; so are two lower ratings by the provider. */
export async function openContest(breach: number): Promise<Contest> {
  const scene = await openScene({
    change: ({ enforcement, windows }) => {
      const rule = { ...present(enforcement.rules[0], 'a rule'), clause: CLAUSE };
      const when = `sent >= ${breach}.0 && linkMismatchShare >= 0.5`;
      enforcement.rules = [
        { ...rule, id: 'misleading', when },
        { ...rule, id: 'rated-down', when: 'qualityDrops >= 2.0' },
      ];
      enforcement.ladder.warning.minGapAfterDeliveryMs = 1;
      enforcement.ladder.restriction.durationMs = 600_000;
      enforcement.ladder.noticeDeemedDeliveredAfterMs = 1_500;
      windows?.elections.push(voteInAWeek());
    },
  });
  const desk = new Desk(scene);
  const { office, provider, party } = scene;
  const { adminToken } = party;
  const rival = await enterParty(office, provider, {
    ...{ name: 'Rivales', kind: OrganisationKind.ORGANISATION_KIND_PARTY },
    ...{ number: '+34600100030', host: 'rivales.example', campaign: 'Rivales' },
    limitProfile: 'whatsapp-20',
  });
  const second = { number: '+34600100020', limitProfile: 'whatsapp-20' };
  const senderId = await addNumber(office, provider, { ...second, adminToken });
  const operator = office.registry(office.operatorToken);
  const { intermediaryId } = await operator.registerIntermediary({ name: 'Bulk Tool' });
  const give = (to: Party) => giveTool(scene, to, { intermediaryId, senderIds: [to.senderId] });
  const other = { ...party, senderId, number: second.number };
  return {
    ...{ scene, desk, intermediaryId, admin: await desk.as(adminToken) },
    misused: { ...other, toolToken: await give(other) },
    clean: { ...other, toolToken: await addTool(scene, 'Official API', [senderId]) },
    rivals: { ...rival, toolToken: await give(rival) },
  };
}

function voteInAWeek() {
  return {
    ...{ id: 'vote-es', jurisdiction: 'ES', type: 'general' as const },
    pollingDays: [new Date(Date.now() + 7 * DAY_MS).toISOString().slice(0, 10)],
    ...{ pollOpenLocal: '09:00', pollCloseLocal: '20:00', timeZones: ['Europe/Madrid'] },
    ...{ sourceUrl: 'https://example.org/call', enteredBy: 'officer-1', approvedBy: 'officer-2' },
  };
}
