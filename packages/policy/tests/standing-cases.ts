import {
  CompromiseHoldLifted,
  CompromiseHoldPlaced,
  PaceConfirmed,
  SlowStartBegan,
  Standing,
  StayEnded,
  StayGranted,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { type EventCase, encode } from './event-cases.ts';

const organisationId = 'org-1';
const SEAT = { subjectKind: SubjectKind.SUBJECT_KIND_SEAT, subjectId: 'org-1-seat-1' };

const SENDER = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: 'snd-1' };

/** Events of holds, stays and slow starts. */
export const STANDING_CASES: EventCase[] = [
  {
    story: 'a slow start begins, which is no sanction',
    eventType: 'enforcement.SlowStartBegan.v1',
    data: encode(SlowStartBegan, {
      ...{ slowStartId: 'slw-snd-1-1', senderId: 'snd-1', organisationId },
      ...{ startsAtUs: 5n, endsAtUs: 9n },
    }),
    facts: [
      {
        type: 'SanctionImposed',
        organisationId,
        sanction: {
          ...{ sanctionId: 'slow-start', ...SENDER, standing: Standing.STANDING_ACTIVE },
          ...{ startsAtUs: 5, endsAtUs: 9, stay: null },
        },
      },
    ],
  },
  {
    story: 'a pace is confirmed',
    eventType: 'enforcement.PaceConfirmed.v1',
    data: encode(PaceConfirmed, { senderId: 'snd-1', organisationId }),
    facts: [{ type: 'SanctionEnded', organisationId, sanctionId: 'slow-start', ...SENDER }],
  },
  {
    story: 'a compromise hold is placed',
    eventType: 'enforcement.CompromiseHoldPlaced.v1',
    data: encode(CompromiseHoldPlaced, {
      holdId: 'hld-1',
      ...SEAT,
      organisationId,
      startsAtUs: 5n,
      endsAtUs: 0n,
    }),
    facts: [
      {
        type: 'SanctionImposed',
        organisationId,
        sanction: {
          sanctionId: 'hld-1',
          ...SEAT,
          standing: Standing.STANDING_COMPROMISE_HOLD,
          startsAtUs: 5,
          endsAtUs: 0,
          stay: null,
        },
      },
    ],
  },
  {
    story: 'a compromise hold is lifted',
    eventType: 'enforcement.CompromiseHoldLifted.v1',
    data: encode(CompromiseHoldLifted, { holdId: 'hld-1', ...SEAT, organisationId }),
    facts: [{ type: 'SanctionEnded', organisationId, sanctionId: 'hld-1', ...SEAT }],
  },
  {
    story: 'a stay is granted',
    eventType: 'enforcement.StayGranted.v1',
    data: encode(StayGranted, {
      sanctionId: 'snc-1',
      ...SEAT,
      organisationId,
      startsAtUs: 6n,
      endsAtUs: 8n,
    }),
    facts: [
      {
        type: 'StayGranted',
        organisationId,
        sanctionId: 'snc-1',
        ...SEAT,
        startsAtUs: 6,
        endsAtUs: 8,
      },
    ],
  },
  {
    story: 'a stay ends',
    eventType: 'enforcement.StayEnded.v1',
    data: encode(StayEnded, { sanctionId: 'snc-1', ...SEAT, organisationId }),
    facts: [{ type: 'StayEnded', organisationId, sanctionId: 'snc-1', ...SEAT }],
  },
];
