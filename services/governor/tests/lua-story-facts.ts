import { Standing, SubjectKind } from '@hustings/contracts/enforcement';
import type { Fact } from '@hustings/policy';
import fc from 'fast-check';
import * as world from './lua-world.ts';

export const SENDERS = ['snd-0', 'snd-1', 'snd-2'];
export const RECIPIENTS = 10;

/** The organisation that owns a sender. The third one belongs to the second organisation. */
export function ownerOf(senderId: string): string {
  return senderId === 'snd-2' ? 'org-b' : 'org-a';
}

const recipientOf = (organisationId: string) =>
  fc.nat({ max: RECIPIENTS - 1 }).map((index) => `r-${organisationId}-${index}`);

const who = fc
  .constantFrom(...SENDERS)
  .map((senderId) => ({ senderId, organisationId: ownerOf(senderId) }));

/** Facts with instants relative to the story's beginning; `at` = 0 to 60 seconds. */
export const facts: fc.Arbitrary<Fact> = who.chain(({ senderId, organisationId }) => {
  const campaignId = `cmp-1-${organisationId}`;
  const intermediaryId = 'int-0';
  const credentialId = `crd-${organisationId}`;
  const scope = fc.constantFrom(
    { kind: 'ORGANISATION' as const },
    { kind: 'CAMPAIGN' as const, campaignId },
    { kind: 'SENDER' as const, senderId },
  );
  const recipient = recipientOf(organisationId);
  const at = fc.integer({ min: 0, max: 60 }).map((seconds) => world.T0 + seconds * world.SECOND);
  const seat = {
    subjectKind: SubjectKind.SUBJECT_KIND_SEAT,
    subjectId: `${organisationId}-seat-0`,
  };
  const subject = fc.constantFrom(
    { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: senderId },
    { subjectKind: SubjectKind.SUBJECT_KIND_ORGANISATION, subjectId: organisationId },
    { subjectKind: SubjectKind.SUBJECT_KIND_CAMPAIGN, subjectId: campaignId },
    {
      subjectKind: SubjectKind.SUBJECT_KIND_TOOL,
      subjectId: `${organisationId}-${intermediaryId}`,
    },
    seat,
  );
  const sanctionId = fc.constantFrom('snc-0', 'snc-1', 'snc-2');
  const standing = fc.constantFrom(
    Standing.STANDING_ACTIVE,
    Standing.STANDING_WARNED,
    Standing.STANDING_RESTRICTED,
    Standing.STANDING_RESTRICTED,
    Standing.STANDING_SUSPENDED,
    Standing.STANDING_BANNED,
    Standing.STANDING_COMPROMISE_HOLD,
  );
  return fc
    .oneof(
      {
        weight: 4,
        arbitrary: fc.record({ type: fc.constant('OptedOut' as const), recipient, scope }),
      },
      {
        weight: 5,
        arbitrary: fc.record({ type: fc.constant('OptedIn' as const), recipient, scope }),
      },
      {
        weight: 6,
        arbitrary: fc.record({ type: fc.constant('Replied' as const), recipient, atUs: at }),
      },
      {
        weight: 3,
        arbitrary: fc
          .record({ subject, sanctionId, standing, starts: at, ends: fc.oneof(at, fc.constant(0)) })
          .map((drawn) => ({
            type: 'SanctionImposed' as const,
            sanction: {
              ...drawn.subject,
              sanctionId: drawn.sanctionId,
              standing: drawn.standing,
              startsAtUs: drawn.starts,
              endsAtUs: drawn.ends,
              stay: null,
            },
          })),
      },
      {
        weight: 3,
        arbitrary: fc
          .record({ subject, sanctionId, startsAtUs: at, endsAtUs: fc.oneof(at, fc.constant(0)) })
          .map(({ subject: stayed, ...stay }) => ({
            type: 'StayGranted' as const,
            ...stayed,
            ...stay,
          })),
      },
      {
        weight: 6,
        arbitrary: fc
          .record({
            type: fc.constantFrom('SanctionEnded' as const, 'StayEnded' as const),
            subject,
            sanctionId,
          })
          .map((drawn) => ({
            type: drawn.type,
            ...drawn.subject,
            sanctionId: drawn.sanctionId,
          })),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          type: fc.constantFrom(
            'LanePaused' as const,
            'LaneResumed' as const,
            'LaneResumed' as const,
          ),
          lane: fc.constantFrom(
            { kind: 'CAMPAIGN' as const, id: campaignId },
            { kind: 'SENDER' as const, id: senderId },
          ),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          type: fc.constant('LimitProfileChanged' as const),
          senderId: fc.constant(senderId),
          limitProfile: fc.constantFrom('p', 'q', 'p', 'q', 'none'),
          atUs: at,
        }),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Fact[]>(
          { type: 'ToolGrantRevoked', organisationId, senderId, intermediaryId },
          { type: 'CredentialRevoked', organisationId, credentialId },
          { type: 'CampaignClosed', organisationId, campaignId },
          { type: 'SenderRevoked', organisationId, senderId },
        ),
      },
      {
        weight: 4,
        arbitrary: fc.constantFrom<Fact[]>(
          { type: 'ToolGranted', organisationId, senderId, intermediaryId },
          { type: 'CredentialIssued', organisationId, credentialId, intermediaryId },
          { type: 'SenderVerified', organisationId, senderId },
        ),
      },
    )
    .map((fact) => ({ ...fact, organisationId }) as Fact);
});
