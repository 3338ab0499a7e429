import {
  HandOffsFinished,
  HandOffsStarted,
  InboundKind,
  InboundReceived,
  ReleasesReturned,
} from '@hustings/contracts/dispatch';
import {
  AppealFiled,
  AppealUpheld,
  CaseOpened,
  EvidenceAdded,
  EvidenceClass,
  NoticeIssued,
  SanctionEnded,
  SanctionImposed,
  Standing,
  SubjectKind,
  Warned,
} from '@hustings/contracts/enforcement';
import type { Decision } from '@hustings/contracts/governor';
import { OptedOut, Recognition, Scope } from '@hustings/contracts/optout';
import type { EventLog } from '@hustings/event-log';
import { CAMPAIGN, event, isReleased, ORG, SENDER, Story } from './story.ts';

/** Recipients r01 … r45 of the clean campaign. */
export const RECIPIENTS = Array.from(
  { length: 45 },
  (_, i) => `r${String(i + 1).padStart(2, '0')}`,
);

/** Who sends STOP while a message still waits. */
export const STOPPED = 'r44';

const SECOND_US = 1_000_000;

/**
 * A campaign without fault: 45 people, 20 a second, one who opts out while queued, one release that is handed back, a
 * warning, a restriction, an appeal that succeeds.
 */
export async function writeCampaign(log?: EventLog): Promise<Story> {
  const story = await Story.begin(log);
  await story.admit(RECIPIENTS);
  await sendNext(story, RECIPIENTS.slice(0, 30));
  await optOut(story, STOPPED);
  await enforce(story);
  story.nowUs += 2 * SECOND_US;
  await sendNext(story, RECIPIENTS.slice(20, 40));
  story.nowUs += 2 * SECOND_US;
  const released = await story.release(RECIPIENTS.slice(40));
  await start(story, released.filter(isReleased));
  await giveBackLast(story, released.filter(isReleased));
  return story;
}

async function sendNext(story: Story, recipients: string[]): Promise<void> {
  const released = (await story.release(recipients)).filter(isReleased);
  await start(story, released);
  await finish(story, released);
}

export function refsOf(decisions: Decision[]) {
  return decisions.map(({ messageId, releaseAttempt, recipient }) => ({
    messageId,
    releaseAttempt,
    recipient,
    senderId: SENDER,
    organisationId: ORG,
    campaignId: CAMPAIGN,
  }));
}

export async function start(story: Story, decisions: Decision[]): Promise<void> {
  const releases = refsOf(decisions);
  await story.fact('dispatch.outbox', SENDER, {
    events: [event('dispatch.HandOffsStarted.v1', HandOffsStarted, { releases })],
  });
}

export async function finish(story: Story, decisions: Decision[]): Promise<void> {
  const accepted = refsOf(decisions).map((release, index) => ({
    release,
    providerMessageId: `p-${release.messageId}`,
    startedAtUs: BigInt(story.nowUs + index),
    answeredAtUs: BigInt(story.nowUs + index + 30_000),
  }));
  await story.fact('dispatch.outbox', SENDER, {
    events: [event('dispatch.HandOffsFinished.v1', HandOffsFinished, { accepted })],
  });
}

/** The last of the group is handed back and goes out with the next release. */
async function giveBackLast(story: Story, decisions: Decision[]): Promise<void> {
  const last = decisions.slice(-1);
  await finish(story, decisions.slice(0, -1));
  const returned = refsOf(last).map((release) => ({ release, code: 'PROVIDER_BUSY' }));
  await story.fact('dispatch.outbox', SENDER, {
    events: [event('dispatch.ReleasesReturned.v1', ReleasesReturned, { returned })],
  });
  story.nowUs += 2 * SECOND_US;
  const again = await story.release(
    last.map(({ recipient }) => recipient),
    2,
  );
  await start(story, again);
  await finish(story, again);
}

/** A STOP as the ledger and the dispatcher record it: the opt-out with its marker, then the inbound message. */
export async function optOut(story: Story, recipient: string): Promise<void> {
  const inboundId = `in-${recipient}`;
  const who = { recipient, organisationId: ORG };
  await story.binding('optout.recipient', `${ORG}-${recipient}`, [
    event('optout.OptedOut.v1', OptedOut, {
      ...who,
      scope: Scope.SCOPE_ORGANISATION,
      inboundId,
    }),
  ]);
  await story.fact('dispatch.inbox', SENDER, {
    events: [
      event('dispatch.InboundReceived.v1', InboundReceived, {
        ...who,
        inboundId,
        kind: InboundKind.INBOUND_KIND_REPLY,
        senderId: SENDER,
        recognition: Recognition.RECOGNITION_OPT_OUT,
        wasContacted: true,
      }),
    ],
  });
}

const CASE = { caseId: 'cas-1', organisationId: ORG };
const SUBJECT = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: SENDER };

export function statementOf(measure: Standing, fromUs: number) {
  return {
    measure,
    startsAtUs: BigInt(fromUs),
    facts: '45 similar messages in an hour, none answered',
    evidenceIds: ['evd-1'],
    ruleId: 'one-way-bulk',
    clause: '3.1 (2027-01)',
    explanation: 'nobody answered and the link leads elsewhere',
    redress: 'appeal to another reviewer',
    appealUntilUs: BigInt(fromUs + 1_000 * SECOND_US),
  };
}

/** A case on another sender of the party, so that the campaign itself goes on. */
async function enforce(story: Story): Promise<void> {
  const subject = { ...SUBJECT, subjectId: 'snd-b' };
  const warning = statementOf(Standing.STANDING_WARNED, story.nowUs);
  const evidence = {
    evidenceId: 'evd-1',
    evidenceClass: EvidenceClass.EVIDENCE_CLASS_A,
    summary: 'counted in the log',
    submittedBy: 'system',
  };
  const notice = { ...CASE, noticeId: 'ntc-1', text: 'warning' };
  await story.fact('enforcement.case', 'cas-1', {
    events: [
      event('enforcement.CaseOpened.v1', CaseOpened, { ...CASE, ...subject }),
      event('enforcement.EvidenceAdded.v1', EvidenceAdded, { ...CASE, evidence }),
      event('enforcement.Warned.v1', Warned, {
        ...CASE,
        ...subject,
        noticeId: 'ntc-1',
        statement: warning,
      }),
      event('enforcement.NoticeIssued.v1', NoticeIssued, notice),
    ],
  });
  const startsAtUs = BigInt(story.nowUs);
  const sanction = {
    ...CASE,
    ...subject,
    sanctionId: 'snc-1',
    standing: Standing.STANDING_RESTRICTED,
    startsAtUs,
    endsAtUs: startsAtUs + 1_000_000n,
    noticeId: 'ntc-2',
    statement: statementOf(Standing.STANDING_RESTRICTED, story.nowUs),
    decidedBy: 'system',
  };
  await story.binding('enforcement.case', 'cas-1', [
    event('enforcement.SanctionImposed.v1', SanctionImposed, sanction),
    event('enforcement.NoticeIssued.v1', NoticeIssued, { ...notice, noticeId: 'ntc-2' }),
  ]);
  await story.fact('enforcement.case', 'cas-1', {
    events: [
      event('enforcement.AppealFiled.v1', AppealFiled, {
        ...CASE,
        appealId: 'apl-1',
        sanctionId: 'snc-1',
        filedBy: 'crd-admin',
      }),
    ],
    actor: 'crd-admin',
  });
  await story.fact('enforcement.case', 'cas-1', {
    events: [
      event('enforcement.AppealUpheld.v1', AppealUpheld, {
        ...CASE,
        appealId: 'apl-1',
        reviewer: 'crd-reviewer',
        reasons: 'the link was checked',
      }),
      event('enforcement.SanctionEnded.v1', SanctionEnded, {
        ...CASE,
        ...subject,
        sanctionId: 'snc-1',
        why: 'OVERTURNED',
      }),
    ],
    actor: 'crd-reviewer',
  });
}
