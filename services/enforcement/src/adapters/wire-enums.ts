import {
  ConversationKind,
  EvidenceClass as WireClass,
  ConflictKind as WireConflict,
  EmergencyGround as WireGround,
  ObtainedHow as WireObtained,
  ProposalKind as WireProposal,
  Standing as WireStanding,
  SubjectKind as WireSubject,
} from '@hustings/contracts/enforcement';
import { wireEnum } from './wire-enum.ts';

export const STANDING = wireEnum(
  {
    PENDING: WireStanding.STANDING_PENDING,
    ACTIVE: WireStanding.STANDING_ACTIVE,
    WARNED: WireStanding.STANDING_WARNED,
    RESTRICTED: WireStanding.STANDING_RESTRICTED,
    SUSPENDED: WireStanding.STANDING_SUSPENDED,
    BAN_NOTICE: WireStanding.STANDING_BAN_NOTICE,
    BANNED: WireStanding.STANDING_BANNED,
  },
  'standing',
);

export const SUBJECT = wireEnum(
  {
    SEAT: WireSubject.SUBJECT_KIND_SEAT,
    SENDER: WireSubject.SUBJECT_KIND_SENDER,
    CAMPAIGN: WireSubject.SUBJECT_KIND_CAMPAIGN,
    TOOL: WireSubject.SUBJECT_KIND_TOOL,
    ORGANISATION: WireSubject.SUBJECT_KIND_ORGANISATION,
  },
  'subject',
);

export const EVIDENCE_CLASS = wireEnum(
  {
    A: WireClass.EVIDENCE_CLASS_A,
    B: WireClass.EVIDENCE_CLASS_B,
    C: WireClass.EVIDENCE_CLASS_C,
    D: WireClass.EVIDENCE_CLASS_D,
    E: WireClass.EVIDENCE_CLASS_E,
    F: WireClass.EVIDENCE_CLASS_F,
  },
  'class of evidence',
);

export const OBTAINED = wireEnum(
  {
    MEMBER: WireObtained.OBTAINED_HOW_MEMBER,
    FORWARDED: WireObtained.OBTAINED_HOW_FORWARDED,
    PUBLIC: WireObtained.OBTAINED_HOW_PUBLIC,
    PROVIDER: WireObtained.OBTAINED_HOW_PROVIDER,
    RECIPIENT: WireObtained.OBTAINED_HOW_RECIPIENT,
    UNKNOWN: WireObtained.OBTAINED_HOW_UNKNOWN,
  },
  'way of obtaining evidence',
);

export const CONVERSATION = wireEnum(
  {
    DIRECT: ConversationKind.CONVERSATION_KIND_DIRECT,
    GROUP: ConversationKind.CONVERSATION_KIND_GROUP,
    CHANNEL: ConversationKind.CONVERSATION_KIND_CHANNEL,
  },
  'kind of conversation',
);

export const PROPOSAL = wireEnum(
  {
    SUSPEND: WireProposal.PROPOSAL_KIND_SUSPEND,
    BAN_NOTICE: WireProposal.PROPOSAL_KIND_BAN_NOTICE,
    READMIT: WireProposal.PROPOSAL_KIND_READMIT,
    RATIFY: WireProposal.PROPOSAL_KIND_RATIFY,
  },
  'kind of proposal',
);

export const GROUND = wireEnum(
  {
    LEGAL_ORDER: WireGround.EMERGENCY_GROUND_LEGAL_ORDER,
    THREAT_TO_LIFE: WireGround.EMERGENCY_GROUND_THREAT_TO_LIFE,
    PHISHING_LIVE: WireGround.EMERGENCY_GROUND_PHISHING_LIVE,
    BAN_EVASION: WireGround.EMERGENCY_GROUND_BAN_EVASION,
    SILENCE_BREACH: WireGround.EMERGENCY_GROUND_SILENCE_BREACH,
  },
  'ground of an emergency',
);

export const CONFLICT = wireEnum(
  {
    PARTY: WireConflict.CONFLICT_KIND_PARTY,
    CANDIDATE: WireConflict.CONFLICT_KIND_CANDIDATE,
    REPORTER: WireConflict.CONFLICT_KIND_REPORTER,
    COMPETITOR: WireConflict.CONFLICT_KIND_COMPETITOR,
  },
  'conflict of interest',
);
