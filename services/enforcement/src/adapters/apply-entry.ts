import { decodeEvents, type LogEntry, PoisonEntry } from '@hustings/event-log';
import type { Watch } from '../domain/watch.ts';
import { caseCodec } from './case-codec.ts';
import { complaintCodec } from './complaint-codec.ts';
import { exportCodec } from './export-codec.ts';
import { holdCodec } from './hold-codec.ts';
import { legalHoldCodec } from './legal-hold-codec.ts';
import { massActionCodec } from './mass-action-codec.ts';
import { officerCodec } from './officer-codec.ts';
import { paceCodec } from './pace-codec.ts';
import { policyCodec } from './policy-codec.ts';
import { preparePolicy } from './prepare-policy.ts';
import { readFacts } from './read-facts.ts';
import { readOrganisation } from './read-organisation.ts';
import { readOwner } from './read-owner.ts';
import { applyStaff } from './read-staff.ts';
import { readSubjects } from './read-subjects.ts';
import { referralCodec } from './referral-codec.ts';

/** What an entry changed, as far as somebody has to act on it. */
export type Change = 'CASE' | 'POLICY' | 'FINDING' | null;

/**
 * Folds one entry of the log into the watch. Everything is read before anything is applied, so that an entry that cannot
 * be read changes nothing. Throws `PoisonEntry` for such a one.
 */
export function applyEntry(watch: Watch, entry: LogEntry): Change {
  const { context, aggregate } = entry.commit;
  if (context === 'enforcement' && aggregate === 'case') return applyCase(watch, entry);
  if (context === 'enforcement' && aggregate === 'hold') return applyHold(watch, entry);
  if (context === 'enforcement' && aggregate === 'legal-hold') return applyLegalHold(watch, entry);
  if (context === 'enforcement' && aggregate === 'complaints') return applyComplaints(watch, entry);
  if (context === 'enforcement' && aggregate === 'pace') return applyPace(watch, entry);
  if (context === 'enforcement' && aggregate === 'referral') return applyReferral(watch, entry);
  if (context === 'enforcement' && aggregate === 'export') return applyExport(watch, entry);
  if (context === 'enforcement' && aggregate === 'officer') return applyOfficer(watch, entry);
  if (context === 'enforcement' && aggregate === 'mass-action')
    return applyMassAction(watch, entry);
  if (context === 'policy') return applyPolicy(watch, entry);
  const { owners, organisations, subjects, facts } = orPoison(() => ({
    owners: readOwner(entry.commit),
    organisations: readOrganisation(entry.commit),
    subjects: readSubjects(entry.commit),
    facts: readFacts(entry.commit, entry.seq),
  }));
  orPoison(() => applyStaff(watch.staff, entry.commit));
  for (const fact of subjects) watch.subjects.apply(fact);
  for (const fact of organisations) watch.organisations.apply(fact);
  for (const { senderId, organisationId } of owners)
    watch.applyOwner(senderId, organisationId, Number(entry.commit.occurredAtUs));
  const before = watch.findingCount;
  const asked = watch.precautions.count;
  watch.applyFacts(facts);
  const isNew = watch.findingCount > before || watch.precautions.count > asked;
  return isNew ? 'FINDING' : null;
}

function applyCase(watch: Watch, entry: LogEntry): Change {
  const { actor, occurredAtUs } = entry.commit;
  const recorded = { seq: entry.seq, atUs: Number(occurredAtUs), actor: actor?.id ?? '' };
  const events = decodeEvents(caseCodec, entry);
  orPoison(() => watch.applyCase(events, recorded));
  return 'CASE';
}

function applyHold(watch: Watch, entry: LogEntry): Change {
  const events = decodeEvents(holdCodec, entry);
  orPoison(() => watch.applyHold(entry.commit.aggregateId, events));
  return 'CASE';
}

function applyLegalHold(watch: Watch, entry: LogEntry): Change {
  const events = decodeEvents(legalHoldCodec, entry);
  orPoison(() => watch.legalHolds.apply(entry.commit.aggregateId, events));
  return null;
}

function applyComplaints(watch: Watch, entry: LogEntry): Change {
  const events = decodeEvents(complaintCodec, entry);
  orPoison(() => watch.complaints.apply(entry.commit.aggregateId, events));
  return null;
}

function applyPace(watch: Watch, entry: LogEntry): Change {
  const events = decodeEvents(paceCodec, entry);
  orPoison(() => watch.applyPace(entry.commit.aggregateId, events));
  return null;
}

function applyReferral(watch: Watch, entry: LogEntry): Change {
  const events = decodeEvents(referralCodec, entry);
  orPoison(() => watch.referrals.apply(entry.commit.aggregateId, events));
  return null;
}

function applyExport(watch: Watch, entry: LogEntry): Change {
  for (const { puids, measureIds } of decodeEvents(exportCodec, entry)) {
    for (const [index, puid] of puids.entries()) {
      watch.applyExport(puid, measureIds[index] ?? '');
    }
  }
  return null;
}

function applyOfficer(watch: Watch, entry: LogEntry): Change {
  for (const declared of decodeEvents(officerCodec, entry)) watch.staff.applyConflict(declared);
  return null;
}

function applyMassAction(watch: Watch, entry: LogEntry): Change {
  const events = decodeEvents(massActionCodec, entry);
  orPoison(() => watch.massActions.apply(entry.commit.aggregateId, events));
  return 'CASE';
}

function applyPolicy(watch: Watch, entry: LogEntry): Change {
  const activated = decodeEvents(policyCodec, entry).filter((e) => e.type === 'PolicyActivated');
  const atUs = Number(entry.commit.occurredAtUs);
  for (const policy of activated.map(preparePolicy)) watch.applyPolicy(policy, atUs);
  return activated.length > 0 ? 'POLICY' : null;
}

function orPoison<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new PoisonEntry('an event that cannot be read, or cannot have happened', { cause });
  }
}
