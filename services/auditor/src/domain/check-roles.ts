import {
  AppealDismissed,
  AppealModified,
  AppealSentBack,
  AppealUpheld,
  EvidenceAdded,
  MeasureProposed,
  ProposalKind,
  ProposalVoted,
  SanctionImposed,
  Warned,
} from '@hustings/contracts/enforcement';
import { type StoredEvent, SYSTEM } from './case-record.ts';

/** What a credential may be in a case, and nothing else beside it. */
export type Role = 'reporter' | 'proposer' | 'decider' | 'reviewer';

/**
 * The policy's ladder (enforcement-ladder.json) forbids one person in two of these. Takes an event's roles and returns a fault
 * for each second one.
 */
export function takeRoles(roles: Map<string, Role>, event: StoredEvent): string[] {
  const taken = roleIn(event);
  if (taken === null) return [];
  const { role, people } = taken;
  const faults: string[] = [];
  for (const person of new Set(people)) {
    if (person === '' || person === SYSTEM) continue;
    const held = roles.get(person) ?? role;
    roles.set(person, held);
    if (held !== role) faults.push(`${person} was ${held} and then ${role}`);
  }
  return faults;
}

/** The role that an event gives, and to whom; null when it gives none. */
function roleIn({
  eventType,
  data,
}: StoredEvent): { role: Role; people: readonly string[] } | null {
  switch (eventType) {
    case 'enforcement.EvidenceAdded.v1':
      return { role: 'reporter', people: [EvidenceAdded.decode(data).evidence?.submittedBy ?? ''] };
    case 'enforcement.MeasureProposed.v1': {
      const { kind, proposedBy } = MeasureProposed.decode(data);
      // An emergency suspension proposes its own ratification: who orders it decides.
      const isOwn = kind === ProposalKind.PROPOSAL_KIND_RATIFY;
      return { role: isOwn ? 'decider' : 'proposer', people: [proposedBy] };
    }
    case 'enforcement.ProposalVoted.v1':
      return { role: 'decider', people: [ProposalVoted.decode(data).vote?.decider ?? ''] };
    case 'enforcement.Warned.v1':
      return { role: 'decider', people: [Warned.decode(data).decidedBy] };
    case 'enforcement.SanctionImposed.v1': {
      const { decidedBy, approvedBy } = SanctionImposed.decode(data);
      return { role: 'decider', people: [decidedBy, ...approvedBy] };
    }
    case 'enforcement.AppealUpheld.v1':
      return { role: 'reviewer', people: [AppealUpheld.decode(data).reviewer] };
    case 'enforcement.AppealDismissed.v1':
      return { role: 'reviewer', people: [AppealDismissed.decode(data).reviewer] };
    case 'enforcement.AppealModified.v1':
      return { role: 'reviewer', people: [AppealModified.decode(data).reviewer] };
    case 'enforcement.AppealSentBack.v1':
      return { role: 'reviewer', people: [AppealSentBack.decode(data).reviewer] };
    default:
      return null;
  }
}
