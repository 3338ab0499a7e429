import { PolicyActivated } from '@hustings/contracts/enforcement';
import {
  LimitProfileChanged,
  OrganisationRegistered,
  type Sender,
  SenderRegistered,
} from '@hustings/contracts/registry';
import { type PolicyDocument, parsePolicyText } from '@hustings/policy';
import { paceOf } from './pace.ts';
import type { PaceLimit } from './pacer.ts';

/** Used until a policy is in force; then nothing is released anyway. */
const MAX_AGE_WITHOUT_POLICY_MS = 5_000;

interface Activation {
  effectiveAtUs: bigint;
  policy: PolicyDocument;
}

/** Senders and policies as the log names them. It grows with registrations, never with messages. */
export class Directory {
  readonly #senders = new Map<string, Sender>();
  readonly #byAddress = new Map<string, string>();
  readonly #organisations = new Map<string, { name: string; hosts: string[] }>();
  #activations: Activation[] = [];

  /** Takes one event in. A policy that this version cannot read leaves the previous one in force. */
  apply(eventType: string, data: Uint8Array): void {
    switch (eventType) {
      case 'registry.SenderRegistered.v1': {
        const { sender } = SenderRegistered.decode(data);
        if (!sender) return;
        this.#senders.set(sender.senderId, sender);
        this.#byAddress.set(sender.address, sender.senderId);
        return;
      }
      case 'registry.OrganisationRegistered.v1': {
        const { organisation } = OrganisationRegistered.decode(data);
        if (!organisation) return;
        const { organisationId, name, hosts } = organisation;
        this.#organisations.set(organisationId, { name, hosts });
        return;
      }
      case 'registry.LimitProfileChanged.v1': {
        const { senderId, limitProfile } = LimitProfileChanged.decode(data);
        const sender = this.#senders.get(senderId);
        if (sender) this.#senders.set(senderId, { ...sender, limitProfile });
        return;
      }
      case 'policy.PolicyActivated.v1':
        this.#activate(PolicyActivated.decode(data));
        return;
    }
  }

  /** Also after its revocation: its open hand-offs still end, and people may still opt out. */
  sender(senderId: string): Sender | undefined {
    return this.#senders.get(senderId);
  }

  /** As it stands in the public directory. */
  organisation(organisationId: string): { name: string; hosts: string[] } | undefined {
    return this.#organisations.get(organisationId);
  }

  /** The sender that holds a number now, or held it last. */
  senderAt(address: string): Sender | undefined {
    const senderId = this.#byAddress.get(address);
    return senderId === undefined ? undefined : this.#senders.get(senderId);
  }

  /** Limits of a sender's calls under the policy in force. */
  paceOf(senderId: string, nowUs: bigint): PaceLimit[] {
    const profile = this.#senders.get(senderId)?.limitProfile;
    const profiles = this.#policyAt(nowUs)?.limits.profiles;
    return paceOf(profile === undefined ? undefined : profiles?.[profile]);
  }

  /** Age from which a release is handed back, milliseconds. */
  releaseMaxAgeMs(nowUs: bigint): number {
    return this.#policyAt(nowUs)?.dispatch.releaseMaxAgeMs ?? MAX_AGE_WITHOUT_POLICY_MS;
  }

  /** The later record wins among policies of the same instant, as it does for the governor. */
  #activate(activated: PolicyActivated): void {
    const parsed = parsePolicyText(new TextDecoder().decode(activated.document));
    if (!parsed.ok) return;
    this.#activations.push({ effectiveAtUs: activated.effectiveAtUs, policy: parsed.value });
    this.#activations.sort((a, b) => Number(a.effectiveAtUs - b.effectiveAtUs));
  }

  #policyAt(nowUs: bigint): PolicyDocument | undefined {
    return this.#activations.findLast((each) => each.effectiveAtUs <= nowUs)?.policy;
  }
}
