import * as wire from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import { assert } from '@hustings/kernel';
import type { SanctionImposed } from '../domain/case/events.ts';
import {
  readStanding,
  readStatement,
  readSubject,
  wireStanding,
  wireStatement,
  wireSubject,
} from './wire.ts';
import { GROUND } from './wire-enums.ts';

const NO_GROUND = wire.EmergencyGround.EMERGENCY_GROUND_UNSPECIFIED;

/** How a sanction stands in the log; 0 is said for an instant that it does not have. */
export const sanctionCodec: EventCodec<SanctionImposed>['SanctionImposed'] = {
  eventType: 'enforcement.SanctionImposed.v1',
  encode(event) {
    const { type: _, subject, statement, approvedBy, ...rest } = event;
    const emergency = event.standing === 'SUSPENDED' ? event.emergency : null;
    return wire.SanctionImposed.encode({
      ...rest,
      ...wireSubject(subject),
      standing: wireStanding(event.standing),
      startsAtUs: BigInt(event.startsAtUs),
      endsAtUs: BigInt(event.endsAtUs ?? 0),
      statement: wireStatement(statement),
      approvedBy: [...approvedBy],
      emergencyGround: emergency ? GROUND.toWire(emergency.ground) : NO_GROUND,
      ratifyByUs: BigInt(emergency?.ratifyByUs ?? 0),
      bansAtUs: BigInt(event.standing === 'BAN_NOTICE' ? event.bansAtUs : 0),
    }).finish();
  },
  decode: decodeSanctionImposed,
};

function decodeSanctionImposed(data: Uint8Array): SanctionImposed {
  const message = wire.SanctionImposed.decode(data);
  const { caseId, sanctionId, organisationId, noticeId, decidedBy } = message;
  const { proposalId, approvedBy, extendsSanctionId } = message;
  const standing = readStanding(message.standing);
  const endsAtUs = Number(message.endsAtUs);
  const statement = readStatement(message.statement);
  const step = message.step === '' ? statement.step : message.step;
  const shared = {
    type: 'SanctionImposed',
    ...{ caseId, sanctionId, organisationId, noticeId, decidedBy },
    ...{ proposalId, approvedBy, extendsSanctionId },
    subject: readSubject(message),
    startsAtUs: Number(message.startsAtUs),
    statement,
  } as const;
  switch (standing) {
    case 'RESTRICTED':
      assert(step === 'T02' || step === 'T07', `${step} imposes no restriction`);
      return { ...shared, standing, step, endsAtUs };
    case 'SUSPENDED':
      assert(step === 'T04' || step === 'T07', `${step} imposes no suspension`);
      return { ...shared, standing, step, endsAtUs, emergency: readEmergency(message) };
    case 'BAN_NOTICE':
      assert(step === 'T05', `${step} gives no notice of a ban`);
      return { ...shared, standing, step, endsAtUs: null, bansAtUs: Number(message.bansAtUs) };
    case 'BANNED':
      assert(step === 'T06', `${step} imposes no ban`);
      return { ...shared, standing, step, endsAtUs: null };
    default:
      assert(false, `${standing} is no sanction`);
  }
}

function readEmergency({ emergencyGround, ratifyByUs }: wire.SanctionImposed) {
  if (emergencyGround === NO_GROUND) return null;
  return { ground: GROUND.fromWire(emergencyGround), ratifyByUs: Number(ratifyByUs) };
}
