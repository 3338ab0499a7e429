import {
  EmergencyGround,
  MeasureProposed,
  PanelDrawn,
  type SanctionImposed,
  Standing,
} from '@hustings/contracts/enforcement';
import type { CaseRecord } from './case-record.ts';

/** Takes what proposals and panels a commit holds into the record of its case. */
export function noteProposal(record: CaseRecord, eventType: string, data: Uint8Array): void {
  if (eventType === 'enforcement.MeasureProposed.v1') {
    const proposed = MeasureProposed.decode(data);
    const { proposalId, proposedBy, noticeId, approvalsNeeded, forMassAction } = proposed;
    const needed = forMassAction ? MASS_ACTION_APPROVERS : approvalsNeeded;
    record.proposals.set(proposalId, {
      ...{ proposedBy, noticeId, atUs: Number(proposed.atUs), needed, forMassAction },
      panel: new Set(),
    });
  }
  if (eventType === 'enforcement.PanelDrawn.v1') {
    const { proposalId, members } = PanelDrawn.decode(data);
    const proposal = record.proposals.get(proposalId);
    if (proposal) proposal.panel = new Set(members);
  }
}

/** A mass action has three approvers. */
const MASS_ACTION_APPROVERS = 3;

/** What a suspension, a notice of a ban and a ban need beyond what every measure needs: other people, and equality. */
export function faultsOfGraveSanction(record: CaseRecord, sanction: SanctionImposed): string[] {
  if (sanction.standing === Standing.STANDING_RESTRICTED) return [];
  const isEmergency = sanction.emergencyGround !== EmergencyGround.EMERGENCY_GROUND_UNSPECIFIED;
  if (isEmergency) {
    const held = sanction.endsAtUs !== sanction.ratifyByUs || sanction.ratifyByUs === 0n;
    return held ? ['outlasts the time in which it has to be ratified'] : [];
  }
  // Decided with its notice.
  if (sanction.standing === Standing.STANDING_BANNED) return [];
  if (sanction.extendsSanctionId !== '' && sanction.proposalId === '') return [];
  return faultsOfProposal(record, sanction);
}

function faultsOfProposal(record: CaseRecord, sanction: SanctionImposed): string[] {
  const proposal = record.proposals.get(sanction.proposalId);
  if (!proposal) return ['was proposed by nobody'];
  const deciders = new Set([sanction.decidedBy, ...sanction.approvedBy]);
  const faults: string[] = [];
  if (deciders.has(proposal.proposedBy)) faults.push('was decided by its proposer');
  if (deciders.size < proposal.needed) faults.push(`was decided by fewer than ${proposal.needed}`);
  const strangers = [...deciders].filter((each) => !proposal.panel.has(each));
  if (!proposal.forMassAction && strangers.length > 0) {
    faults.push('was decided by somebody who was not drawn');
  }
  return [...faults, ...faultsOfParity(sanction)];
}

/** A suspension that was heard and a notice of a ban state how others were treated, and explain each difference. */
function faultsOfParity({ step, extendsSanctionId, statement }: SanctionImposed): string[] {
  if ((step !== 'T04' && step !== 'T05') || extendsSanctionId !== '') return [];
  const parity = statement?.parity;
  if (parity === undefined) return ['has no report on equal treatment'];
  const explained = parity.gaps
    .filter(({ explanation }) => explanation !== '')
    .reduce((sum, { senders }) => sum + senders, 0);
  const open = parity.senders - parity.treatedAlike - explained;
  return open > 0 ? [`leaves ${open} senders treated otherwise without a word`] : [];
}
