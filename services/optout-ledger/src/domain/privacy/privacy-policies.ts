import type { PrivacySection } from '@hustings/policy';
import type { PrivacyPolicy } from './privacy-policy.ts';

/** The part of an activated policy document that concerns the ledger. */
export interface PrivacyActivation {
  /** Hash of the document. */
  hash: string;
  effectiveAtUs: bigint;
  /** Absent: the document says nothing about it. */
  privacy?: PrivacySection | undefined;
}

const DAY_MS = 86_400_000;

/** Rules of the schedule that a policy document may set, with its name for them. */
const RULE_FIELDS: Record<string, 'messageContentMs' | 'inboundTextsMs'> = {
  'message-content': 'messageContentMs',
  'inbound-texts': 'inboundTextsMs',
};

/**
 * Limits of imports and the retention schedule as they are in force: what the policy document of the instant leaves out is as in the data
 * that come with this version. The version is the document's hash as soon as anything is its own.
 */
export class PrivacyPolicies {
  readonly #shipped: PrivacyPolicy;
  #activations: PrivacyActivation[] = [];

  constructor(shipped: PrivacyPolicy) {
    this.#shipped = shipped;
  }

  /** The later record wins among policies of the same instant, as it does at the gates. */
  activate(activation: PrivacyActivation): void {
    this.#activations = [...this.#activations, activation].sort((a, b) =>
      a.effectiveAtUs < b.effectiveAtUs ? -1 : Number(a.effectiveAtUs > b.effectiveAtUs),
    );
  }

  /** In force at an instant, microseconds since the Unix epoch. */
  at(nowUs: bigint): PrivacyPolicy {
    const inForce = this.#activations.findLast((each) => each.effectiveAtUs <= nowUs);
    return inForce === undefined ? this.#shipped : policyOf(inForce, this.#shipped);
  }
}

function policyOf(
  { hash, privacy: { imports, retention = {} } = {} }: PrivacyActivation,
  shipped: PrivacyPolicy,
): PrivacyPolicy {
  const isSilent = imports === undefined && Object.keys(retention).length === 0;
  if (isSilent) return shipped;
  const source = `policy document ${hash}`;
  return {
    version: hash,
    imports:
      imports === undefined
        ? shipped.imports
        : {
            windowSeconds: imports.windowMs / 1_000,
            rowsUnseen: imports.rowsUnseen,
            source,
          },
    retention: shipped.retention.map((rule) => {
      const field = RULE_FIELDS[rule.id];
      const ms = field === undefined ? undefined : retention[field];
      return ms === undefined ? rule : { ...rule, days: ms / DAY_MS, source };
    }),
  };
}
