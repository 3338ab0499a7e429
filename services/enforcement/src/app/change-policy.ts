import type { Actor } from '@hustings/contracts/log';
import { err, ok, type Result } from '@hustings/kernel';
import { canonicalPolicy, type PolicyFault, parsePolicyText, policyHash } from '@hustings/policy';
import type { PolicyRejection } from '../domain/policy/decider.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

/** Facts about nobody in particular live here. */
const POLICY_PARTITION = '0';

/**
 * Bytes of a canonical document at most. The commit that activates it holds it twice, in the event and in the
 * snapshot, beside the markers of all gates, and a message of the log ends at 1 MiB.
 */
const MAX_DOCUMENT_BYTES = 256 * 1024;

export type ProposalRefused =
  | { reason: 'POLICY_INVALID'; faults: PolicyFault[] }
  | { reason: 'POLICY_TOO_LARGE'; max: number };

interface Officer {
  credentialId: string;
  actor: Actor;
}

/** Takes in a document that holds together; returns its hash. */
export async function proposePolicy(
  means: Means,
  documentJson: string,
  officer: Officer,
): Promise<Result<string, ProposalRefused | PolicyRejection>> {
  const parsed = parsePolicyText(documentJson);
  if (!parsed.ok) return err({ reason: 'POLICY_INVALID', faults: parsed.error });
  const canonical = canonicalPolicy(parsed.value);
  if (canonical.length > MAX_DOCUMENT_BYTES) {
    return err({ reason: 'POLICY_TOO_LARGE', max: MAX_DOCUMENT_BYTES });
  }
  const hash = policyHash(parsed.value);
  const document = new TextDecoder().decode(canonical);
  const result = await means.stores.policies.execute(
    { id: hash, partition: POLICY_PARTITION, organisationId: '' },
    { type: 'ProposePolicy', hash, document, proposedBy: officer.credentialId },
    metaOf(means, officer.actor),
  );
  return result.ok ? ok(hash) : result;
}

export interface Approved {
  approvals: number;
  /** Begin of the policy when this approval put it in force, microseconds since the Unix epoch; else null. */
  effectiveAtUs: number | null;
}

/** Approves a document; the second approval puts it in force. */
export async function approvePolicy(
  means: Means,
  hash: string,
  officer: Officer,
): Promise<Result<Approved, PolicyRejection>> {
  await means.views.current();
  const activated = means.views.latestPolicy?.activated;
  const inForceSince = activated?.effectiveAtUs ?? 0;
  const result = await means.stores.policies.execute(
    { id: hash, partition: POLICY_PARTITION, organisationId: '' },
    {
      type: 'ApprovePolicy',
      approvedBy: officer.credentialId,
      // Activations begin in the order of the log even when the clock was set back in between.
      nowUs: Math.max(nowUs(means), inForceSince + 1),
      inForce: activated?.document ?? null,
    },
    metaOf(means, officer.actor),
  );
  if (!result.ok) return result;
  const { state, events } = result.value;
  const begun = events.find((event) => event.type === 'PolicyActivated');
  return ok({
    approvals: state.status === 'NONE' ? 0 : state.approvedBy.length,
    effectiveAtUs: begun?.effectiveAtUs ?? null,
  });
}
