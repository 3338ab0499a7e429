import {
  CompromiseHoldLifted,
  CompromiseHoldPlaced,
  PaceConfirmed,
  SanctionEnded,
  SanctionImposed,
  SlowStartBegan,
  Standing,
  StayEnded,
  StayGranted,
  SubjectKind,
  Warned,
  WarningDelivered,
} from '@hustings/contracts/enforcement';
import { present } from '@hustings/kernel';
import type { Fact } from './fact.ts';

/** The entry of a sender's slow start, of which there is one at a time. */
const SLOW_START = 'slow-start';

/** What events of enforcement mean to admission. */
export const STANDING_READERS: Record<string, (data: Uint8Array) => Fact[]> = {
  'enforcement.SanctionImposed.v1': readSanctionImposed,
  'enforcement.Warned.v1': readWarned,
  'enforcement.WarningDelivered.v1': readWarningDelivered,
  'enforcement.SanctionEnded.v1': (data) => {
    const { organisationId, sanctionId, subjectKind, subjectId } = SanctionEnded.decode(data);
    return [{ type: 'SanctionEnded', organisationId, sanctionId, subjectKind, subjectId }];
  },
  'enforcement.StayGranted.v1': readStayGranted,
  'enforcement.StayEnded.v1': (data) => {
    const { organisationId, sanctionId, subjectKind, subjectId } = StayEnded.decode(data);
    return [{ type: 'StayEnded', organisationId, sanctionId, subjectKind, subjectId }];
  },
  'enforcement.CompromiseHoldPlaced.v1': readHoldPlaced,
  'enforcement.CompromiseHoldLifted.v1': (data) => {
    const { organisationId, holdId, subjectKind, subjectId } = CompromiseHoldLifted.decode(data);
    return [{ type: 'SanctionEnded', organisationId, sanctionId: holdId, subjectKind, subjectId }];
  },
  'enforcement.SlowStartBegan.v1': readSlowStartBegan,
  'enforcement.PaceConfirmed.v1': (data) => {
    const { organisationId, senderId } = PaceConfirmed.decode(data);
    return [{ type: 'SanctionEnded', organisationId, sanctionId: SLOW_START, ...sender(senderId) }];
  },
};

function readSanctionImposed(data: Uint8Array): Fact[] {
  const event = SanctionImposed.decode(data);
  const { sanctionId, subjectKind, subjectId, standing } = event;
  const startsAtUs = Number(event.startsAtUs);
  const endsAtUs = Number(event.endsAtUs);
  const subject = { subjectKind, subjectId };
  const sanction = { sanctionId, ...subject, standing, startsAtUs, endsAtUs, stay: null };
  return [{ type: 'SanctionImposed', organisationId: event.organisationId, sanction }];
}

/** One entry a subject: a later warning takes the place of an earlier one. */
function newWarning(
  warning: Pick<WarningDelivered, 'organisationId' | 'subjectKind' | 'subjectId'>,
  { startsAtUs, endsAtUs }: { startsAtUs: number; endsAtUs: number },
): Fact[] {
  const { organisationId, subjectKind, subjectId } = warning;
  const standing = Standing.STANDING_WARNED;
  const span = { startsAtUs, endsAtUs, stay: null };
  const sanction = { sanctionId: 'warning', subjectKind, subjectId, standing, ...span };
  return [{ type: 'SanctionImposed', organisationId, sanction }];
}

/** New until its notice was delivered. */
function readWarned(data: Uint8Array): Fact[] {
  const event = Warned.decode(data);
  const { startsAtUs } = present(event.statement, 'no statement');
  return newWarning(event, { startsAtUs: Number(startsAtUs), endsAtUs: 0 });
}

function readWarningDelivered(data: Uint8Array): Fact[] {
  const event = WarningDelivered.decode(data);
  // An instant of the past as the beginning: what matters from here on is the end.
  return newWarning(event, { startsAtUs: 1, endsAtUs: Number(event.countsFromUs) });
}

/** A hold binds as a sanction does, above all of them; that it is none shows in its standing. */
function readHoldPlaced(data: Uint8Array): Fact[] {
  const event = CompromiseHoldPlaced.decode(data);
  const { subjectKind, subjectId, organisationId } = event;
  const sanction = {
    sanctionId: event.holdId,
    subjectKind,
    subjectId,
    standing: Standing.STANDING_COMPROMISE_HOLD,
    startsAtUs: Number(event.startsAtUs),
    endsAtUs: Number(event.endsAtUs),
    stay: null,
  };
  return [{ type: 'SanctionImposed', organisationId, sanction }];
}

function readStayGranted(data: Uint8Array): Fact[] {
  const event = StayGranted.decode(data);
  const { organisationId, sanctionId, subjectKind, subjectId } = event;
  const startsAtUs = Number(event.startsAtUs);
  const endsAtUs = Number(event.endsAtUs);
  return [
    {
      type: 'StayGranted',
      organisationId,
      sanctionId,
      subjectKind,
      subjectId,
      startsAtUs,
      endsAtUs,
    },
  ];
}

/** An entry of standing ACTIVE: no sanction, and nothing but the limits that are meant for it asks for it. */
function readSlowStartBegan(data: Uint8Array): Fact[] {
  const { organisationId, senderId, startsAtUs, endsAtUs } = SlowStartBegan.decode(data);
  const sanction = {
    ...{ sanctionId: SLOW_START, ...sender(senderId), standing: Standing.STANDING_ACTIVE },
    startsAtUs: Number(startsAtUs),
    endsAtUs: Number(endsAtUs),
    stay: null,
  };
  return [{ type: 'SanctionImposed', organisationId, sanction }];
}

function sender(subjectId: string): { subjectKind: SubjectKind; subjectId: string } {
  return { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId };
}
