import type { Case, Notice } from '@hustings/contracts/enforcement';
import { Standing, SubjectKind } from '@hustings/contracts/enforcement';
import {
  DeliveryMode,
  OutboundMessage,
  Outcome,
  outcomeToJSON,
  Priority,
  reasonToJSON,
  type SendResult,
} from '@hustings/contracts/governor';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { present } from '@hustings/kernel';
import { issueTool, type Office, type Party, type Staff } from './cast.ts';
import type { Stage } from './stage.ts';
import { waitUntil } from './wait-until.ts';

/** People of Party B, none of whom answers but the last three. */
export interface PeopleOfB {
  silent: string[];
  repliers: string[];
}

/** What the second story came to. */
export interface StoryOfB {
  enforcement: string[];
  refused: SendResult[];
  acceptedWhileRestricted: SendResult;
  acceptedAfterAppeal: SendResult;
  noticesSeen: number;
}

interface Scene {
  office: Office;
  staff: Staff;
  party: Party;
  people: PeopleOfB;
  stage: Stage;
}

const STEP_WITHIN_MS = 30_000;
const WAVE = 60;
const TEXT = 'Últimas horas: confirma tu voto en partido-b.example/confirma. Partido B.';
const ANSWER = 'Somos el Partido B. Más en partido-b.example/confirma.';

/** Numbers that belong to nobody in the file of Party A. */
export function peopleOfB(): PeopleOfB {
  const numbers = Array.from(
    { length: 3 * WAVE + 10 },
    (_, index) => `+3461055${String(1000 + index)}`,
  );
  return { silent: numbers.slice(3), repliers: numbers.slice(0, 3) };
}

/** An ungranted tool, one-way traffic with a link that leads elsewhere, a warning, a restriction, an appeal. */
export async function playStoryOfB(
  scene: Scene & { stoppedAll: Promise<string> },
): Promise<StoryOfB> {
  const { stage, party } = scene;
  const ungranted = await tryUngrantedTool(scene);
  stage.say(`Party B: a tool without a grant: ${describe(ungranted)}`);

  await sendWave(scene, { name: 'b1', to: [...scene.people.repliers, ...firstWave(scene)] });
  const warning = await waitForNotice(scene, []);
  stage.say(`Party B is warned: ${firstLine(warning)}`);
  await sendUntilRestricted(scene);
  const restricted = await currentCase(scene);
  const until = present(restricted.standingEndsAt, 'a restriction has an end');
  stage.say(`Party B is restricted to people who have replied until ${iso(until)}`);
  const notices = await waitForNotices(scene, 2);

  stage.say(`Party B cancels what still waits: ${await cancelRest(scene)}`);

  const toReplier = await sendOne(scene, {
    key: 'b-reply',
    to: present(scene.people.repliers[0], 'three'),
    text: ANSWER,
  });
  const toSilent = await sendOne(scene, {
    key: 'b-silent',
    to: present(scene.people.silent.at(-1), 'many'),
  });
  stage.say(`while restricted: to someone who replied: ${describe(toReplier)}`);
  stage.say(`while restricted: to someone who did not: ${describe(toSilent)}`);

  await appeal(scene, restricted);
  const after = await sendOne(scene, {
    key: 'b-after',
    to: present(scene.people.silent.at(-2), 'many'),
  });
  stage.say(`the appeal is upheld by another reviewer; sending resumes: ${describe(after)}`);

  const stopped = await scene.stoppedAll;
  const toStopped = await sendOne(scene, { key: 'b-all-political', to: stopped });
  stage.say(`to the person who wrote BAJA TODO to Party A: ${describe(toStopped)}`);
  const { steps } = await currentCase({ ...scene, party });
  return {
    enforcement: steps.map(({ name }) => NAMES[name]).filter((name) => name !== undefined),
    refused: [ungranted, toSilent, toStopped],
    acceptedWhileRestricted: toReplier,
    acceptedAfterAppeal: after,
    noticesSeen: notices.length,
  };
}

/** Event names of a case as the report shows them. */
const NAMES: Record<string, string> = {
  Warned: 'Warned',
  NoticeDelivered: 'NoticeDelivered',
  SanctionImposed: 'Restricted',
  AppealFiled: 'AppealFiled',
  AppealUpheld: 'AppealUpheld',
  AppealDismissed: 'AppealDismissed',
  SanctionEnded: 'RestrictionEnded',
};

async function tryUngrantedTool({ office, party, people }: Scene): Promise<SendResult> {
  const operator = office.registry(office.operatorToken);
  const { intermediaryId } = await operator.registerIntermediary({
    name: 'A tool without a grant',
  });
  const token = await issueTool(office, party.adminToken, intermediaryId);
  const message = messageOf(party, { key: 'b0', to: present(people.silent[0], 'many') });
  const { result } = await office.governor(token).send({ message });
  return present(result, 'a call is answered');
}

function firstWave({ people }: Scene): string[] {
  return people.silent.slice(0, WAVE);
}

async function sendWave(
  { office, party }: Scene,
  { name, to }: { name: string; to: string[] },
): Promise<SendResult[]> {
  const governor = office.governor(party.toolToken);
  const results: SendResult[] = [];
  async function* frames() {
    yield {
      messages: to.map((number, index) =>
        messageOf(party, { key: `${name}-${index}`, to: number }),
      ),
    };
  }
  for await (const frame of governor.sendStream(frames())) results.push(...frame.results);
  return results;
}

/** Goes on in the same way after the warning, a few at a time, as a sender does who does not read. */
async function sendUntilRestricted(scene: Scene): Promise<void> {
  const rest = scene.people.silent.slice(WAVE, -2);
  let sent = 0;
  await waitUntil('Party B is restricted', STEP_WITHIN_MS, async () => {
    const { standing } = await scene.office
      .enforcement(scene.party.adminToken)
      .getStanding(subjectOf(scene.party));
    if (standing === Standing.STANDING_RESTRICTED) return true;
    const next = rest.slice(sent, sent + 2);
    if (next.length > 0) await sendWave(scene, { name: `b2-${sent}`, to: next });
    sent += next.length;
    return false;
  });
}

/**
 * Cancels everything that waits, and says how much it was. How much there is depends on the machine; let go by the appeal, it could be
 * enough for the next restriction.
 */
async function cancelRest({ office, party }: Scene): Promise<string> {
  const { senderId, campaignId } = party;
  const filter = { senderId, campaignId };
  const ordered = await office
    .governor(party.adminToken)
    .cancelMessages({ filter, orderKey: 'b-mended' });
  const { cancelled, remaining, inFlight } = present(ordered.cancellation, 'an order is answered');
  return `${cancelled + remaining} messages, and ${inFlight} on their way, should they come back`;
}

async function appeal({ office, staff, party }: Scene, restricted: Case): Promise<void> {
  const { appealId } = await office.enforcement(party.adminToken).fileAppeal({
    sanctionId: restricted.sanctionId,
    grounds: 'The link was a slip of our agency, it is mended, and three people did answer.',
  });
  await office.enforcement(staff.reviewer).decideAppeal({
    appealId,
    upholdAppeal: true,
    reasons: 'The link has been mended and the traffic was small; a warning suffices.',
  });
}

async function sendOne(
  { office, party }: Scene,
  wanted: { key: string; to: string; text?: string },
): Promise<SendResult> {
  const governor = office.governor(party.toolToken);
  // The standing reaches the governor as a fact of the log; its decisions name the cut that they saw.
  const message = messageOf(party, wanted);
  const { result } = await governor.send({ message });
  return present(result, 'a call is answered');
}

function messageOf(
  party: Party,
  { key, to, text = TEXT }: { key: string; to: string; text?: string },
): OutboundMessage {
  return OutboundMessage.fromPartial({
    idempotencyKey: key,
    senderId: party.senderId,
    campaignId: party.campaignId,
    to,
    text,
    links: [
      { shown: 'partido-b.example/confirma', targetUrl: 'https://premios-gratis.example/alta' },
    ],
    priority: Priority.PRIORITY_BULK,
    mode: DeliveryMode.DELIVERY_MODE_QUEUED,
  });
}

async function waitForNotice(scene: Scene, known: string[]): Promise<Notice> {
  return waitUntil('a notice reaches Party B', STEP_WITHIN_MS, async () => {
    const { notices } = await scene.office
      .enforcement(scene.party.adminToken)
      .fetchNotices({ undeliveredOnly: false });
    return notices.find(({ noticeId }) => !known.includes(noticeId));
  });
}

async function waitForNotices(scene: Scene, count: number): Promise<Notice[]> {
  return waitUntil(`${count} notices reach Party B`, STEP_WITHIN_MS, async () => {
    const { notices } = await scene.office
      .enforcement(scene.party.adminToken)
      .fetchNotices({ undeliveredOnly: false });
    return notices.length >= count && notices;
  });
}

async function currentCase({ office, party }: Pick<Scene, 'office' | 'party'>): Promise<Case> {
  const enforcement = office.enforcement(party.adminToken);
  const { cases } = await enforcement.listCases({
    pageSize: 1,
    pageToken: '',
    subjectId: party.senderId,
  });
  const { caseId } = present(cases[0], 'Party B has a case');
  return present((await enforcement.getCase({ caseId })).case, 'the case was listed');
}

function subjectOf(party: Party): { subjectKind: SubjectKind; subjectId: string } {
  return { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: party.senderId };
}

function describe({ outcome, reason, retryAt, detail }: SendResult): string {
  const name = outcomeToJSON(outcome).replace('OUTCOME_', '');
  if (outcome !== Outcome.OUTCOME_REFUSED) return name;
  const retry = retryAt ? `, not before ${iso(retryAt)}` : '';
  return `${name} ${reasonToJSON(reason).replace('REASON_', '')}${retry} (${detail})`;
}

function firstLine({ text }: Notice): string {
  return text.split('\n')[0] ?? '';
}

function iso(timestamp: Parameters<typeof usFromTimestamp>[0]): string {
  return new Date(Number(usFromTimestamp(timestamp) / 1000n)).toISOString();
}
