import type {
  HandOffsFinished,
  HandOffsStarted,
  InboundReceived,
  ReleaseRef,
  ReleasesReturned,
} from '@hustings/contracts/dispatch';
import type { Decision } from '@hustings/contracts/governor';
import type { OptedIn, OptedOut } from '@hustings/contracts/optout';
import type { AllPoliticalCheck } from './all-political-check.ts';
import type { Findings } from './findings.ts';
import type { Step } from './message-fates.ts';
import { OptOutCheck } from './opt-out-check.ts';

/** Finds what went out, or was let out, against an opt-out. */
export class OptOutAudit {
  readonly #partition: string;
  readonly #own = new OptOutCheck();
  readonly #allPolitical: AllPoliticalCheck;
  readonly #findings: Findings;
  /**
   * Hand-offs that were recorded as begun after an acknowledged opt-out, with that opt-out. The dispatcher looks once
   * more between the record and the call: what it hands back was never called and violates nothing.
   */
  readonly #suspected = new Map<string, string>();

  constructor(partition: string, allPolitical: AllPoliticalCheck, findings: Findings) {
    this.#partition = partition;
    this.#allPolitical = allPolitical;
    this.#findings = findings;
  }

  takeOptOut(seq: number, event: OptedOut): void {
    this.#own.takeOptOut(seq, event);
  }

  takeOptIn(event: OptedIn): void {
    this.#own.takeOptIn(event);
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

  takeStarted(seq: number, { releases }: HandOffsStarted): void {
    for (const release of releases) {
      const optOut = this.#name(
        this.#own.violatedByHandOff(release, seq),
        this.#allPolitical.violatedByHandOff(release, seq),
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
