import {
  type HandOffsFinished,
  type HandOffsStarted,
  type InboundReceived,
  type ReleaseRef,
  type ReleasesReturned,
  ServiceTextStarted,
} from '@hustings/contracts/dispatch';
import type { Decision } from '@hustings/contracts/governor';
import {
  GroundLifted,
  type OptedIn,
  type OptedOut,
  ReplyTaken,
  ServiceTextOrdered,
} from '@hustings/contracts/optout';
import { OrganisationRegistered, SenderRegistered } from '@hustings/contracts/registry';
import type { AllPoliticalCheck } from './all-political-check.ts';
import type { Findings } from './findings.ts';
import { LiftCheck } from './lift-check.ts';
import type { Step } from './message-fates.ts';
import { OptOutCheck } from './opt-out-check.ts';
import { type DigestOfText, ServiceTextCheck } from './service-text-check.ts';

/** Finds what went out, or was let out, against an opt-out. */
export class OptOutAudit {
  readonly #partition: string;
  readonly #own = new OptOutCheck();
  readonly #lifts = new LiftCheck();
  readonly #texts: ServiceTextCheck;
  readonly #allPolitical: AllPoliticalCheck;
  readonly #findings: Findings;
  /**
   * Hand-offs that were recorded as begun after an acknowledged opt-out, with that opt-out. The dispatcher looks once
   * more between the record and the call: what it hands back was never called and violates nothing.
   */
  readonly #suspected = new Map<string, string>();

  constructor(parts: {
    partition: string;
    allPolitical: AllPoliticalCheck;
    findings: Findings;
    digestOfText: DigestOfText;
  }) {
    this.#partition = parts.partition;
    this.#allPolitical = parts.allPolitical;
    this.#findings = parts.findings;
    this.#texts = new ServiceTextCheck(parts.findings, parts.digestOfText);
  }

  takeOptOut(seq: number, event: OptedOut): void {
    this.#own.takeOptOut(seq, event);
    this.#lifts.takeOptOut(event);
    this.#texts.takeOptOut(event);
  }

  takeOptIn(seq: number, event: OptedIn): void {
    this.#own.takeOptIn(event);
    const grounds = this.#lifts.takeOptIn(event);
    if (grounds.length === 0) return;
    const text = `the opt-in lifts grounds that it must not: ${grounds.join(', ')}`;
    this.#findings.add('OPT_OUT', seq, text);
  }

  /** Whatever else bears on opt-outs. Throws when an event cannot be decoded. */
  takeOther(seq: number, eventType: string, data: Uint8Array): void {
    switch (eventType) {
      case 'optout.GroundLifted.v1':
        this.#lifts.takeGroundLifted(GroundLifted.decode(data));
        return;
      case 'optout.ReplyTaken.v1':
        this.#texts.takeReply(ReplyTaken.decode(data));
        return;
      case 'optout.ServiceTextOrdered.v1':
        this.#texts.takeOrder(ServiceTextOrdered.decode(data));
        return;
      case 'dispatch.ServiceTextStarted.v1':
        this.#texts.takeStarted(seq, ServiceTextStarted.decode(data));
        return;
      case 'registry.OrganisationRegistered.v1': {
        const { organisation } = OrganisationRegistered.decode(data);
        if (!organisation) return;
        const { organisationId, name, hosts } = organisation;
        this.#texts.takeOrganisation(organisationId, name, hosts);
        return;
      }
      case 'registry.SenderRegistered.v1': {
        const { sender } = SenderRegistered.decode(data);
        if (sender) this.#texts.takeSender(sender.senderId, sender.address);
        return;
      }
      default:
    }
  }

  takeInbound(seq: number, event: InboundReceived): void {
    this.#own.takeInbound(seq, event);
    this.#allPolitical.takeInbound(seq, event);
  }

  /** A decision that releases a message. `cutSeq`: how far it had seen partition "all". */
  takeRelease({ seq, atUs }: Step, decision: Decision, cutSeq: number): void {
    const optOut = this.#name(
      this.#own.violatedByRelease(decision),
      this.#allPolitical.violatedByRelease(decision, { cutSeq, atUs, seq }),
    );
    if (optOut === null) return;
    const { number, messageId } = decision;
    const text = `decision ${number} releases message ${messageId} after the opt-out ${optOut}`;
    this.#findings.add('OPT_OUT', seq, text);
  }

  takeStarted(step: Step, { releases }: HandOffsStarted): void {
    for (const release of releases) {
      const optOut = this.#name(
        this.#own.violatedByHandOff(release, step.seq),
        this.#allPolitical.violatedByHandOff(release, step),
      );
      if (optOut !== null) this.#suspected.set(releaseKey(release), optOut);
    }
  }

  takeReturned({ returned }: ReleasesReturned): void {
    for (const { release } of returned) if (release) this.#suspected.delete(releaseKey(release));
  }

  takeFinished(seq: number, { accepted, rejected, uncertain }: HandOffsFinished): void {
    for (const { release } of [...accepted, ...rejected, ...uncertain]) {
      if (release === undefined) continue;
      const optOut = this.#suspected.get(releaseKey(release));
      if (optOut === undefined) continue;
      this.#suspected.delete(releaseKey(release));
      const text = `message ${release.messageId} is handed off after the opt-out ${optOut} was acknowledged`;
      this.#findings.add('OPT_OUT', seq, text);
    }
  }

  #name(own: number | null, all: number | null): string | null {
    if (own !== null) return `${this.#partition}:${own}`;
    return all === null ? null : `all:${all}`;
  }
}

function releaseKey({ messageId, releaseAttempt }: ReleaseRef): string {
  return `${messageId} ${releaseAttempt}`;
}
