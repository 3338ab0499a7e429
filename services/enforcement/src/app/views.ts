import { type LogLayout, partitionOf } from '@hustings/kernel';
import type { CaseRecord } from '../domain/case/case-book.ts';
import type { ComplaintState } from '../domain/complaints/state.ts';
import type { Hold } from '../domain/hold/state.ts';
import type { LegalHold } from '../domain/legal-hold/state.ts';
import type { Organisation } from '../domain/organisation-book.ts';
import type { PaceState } from '../domain/pace/state.ts';
import type { PolicyInForce } from '../domain/policy/policy-in-force.ts';
import type { Referral } from '../domain/referral/state.ts';
import type { PartitionWatch } from './partition-watch.ts';

/** A view follows its log within milliseconds; one that does not within this time is not worth waiting for. */
const VIEW_TIMEOUT_MS = 3000;

/** The views have not caught up with the log in time: an answer would be out of date. */
export class ViewBehind extends Error {
  override readonly name = 'ViewBehind';
}

/** What all partitions say, as of the moment of the question. */
export class Views {
  readonly partitions: readonly PartitionWatch[];

  constructor(partitions: readonly PartitionWatch[]) {
    this.partitions = partitions;
  }

  /** Resolves when all that stood in the log at the call is seen here. Throws `ViewBehind`. */
  async current(): Promise<void> {
    await withinTime(Promise.all(this.partitions.map((partition) => partition.current())));
  }

  /** The case after an order of this process was recorded. Throws `ViewBehind`. */
  async caseAfter(caseId: string, partition: string, seq: number): Promise<CaseRecord | undefined> {
    const followed = this.partitions.find((each) => each.partition === partition);
    if (!followed) return undefined;
    await withinTime(followed.passed(seq));
    return followed.watch.cases.byId(caseId);
  }

  /** The case that something belongs to, with its partition. */
  findCase(
    find: (cases: PartitionWatch['watch']['cases']) => CaseRecord | undefined,
  ): { record: CaseRecord; partition: string } | undefined {
    for (const { watch, partition } of this.partitions) {
      const record = find(watch.cases);
      if (record) return { record, partition };
    }
    return undefined;
  }

  allCases(): CaseRecord[] {
    return this.partitions.flatMap(({ watch }) => [...watch.cases.all()]);
  }

  /** Organisation that a sender is registered to. */
  ownerOf(senderId: string): string | undefined {
    for (const { watch } of this.partitions) {
      const owner = watch.ownerOf(senderId);
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  /** What the log says of an organisation. */
  organisation(organisationId: string): Organisation | undefined {
    for (const { watch } of this.partitions) {
      const found = watch.organisations.byId(organisationId);
      if (found) return found;
    }
    return undefined;
  }

  /** A compromise hold, live or lifted. */
  hold(holdId: string): Hold | undefined {
    for (const { watch } of this.partitions) {
      const found = watch.holds.byId(holdId);
      if (found) return found;
    }
    return undefined;
  }

  /** Holds that freeze a sender, or a whole organisation, now. */
  holdsOn(organisationId: string, subjectId: string): Hold[] {
    return this.partitions.flatMap(({ watch }) => watch.holds.liveOn(organisationId, subjectId));
  }

  /** The policy in force for an organisation. */
  policyFor(organisationId: string, layout: LogLayout): PolicyInForce | null {
    return this.policyOf(partitionOf(organisationId, layout));
  }

  allHolds(): Hold[] {
    return this.partitions.flatMap(({ watch }) => watch.holds.all());
  }

  /** What an organisation was told about its appeals. */
  complaints(organisationId: string): ComplaintState {
    const states = this.partitions.map(({ watch }) => watch.complaints.stateOf(organisationId));
    return states.find(({ steps }) => steps.length > 0) ?? { organisationId, steps: [] };
  }

  /** A legal hold, standing or lifted. */
  legalHold(holdId: string): LegalHold | undefined {
    for (const { watch } of this.partitions) {
      const found = watch.legalHolds.byId(holdId);
      if (found) return found;
    }
    return undefined;
  }

  /** True while nothing of an organisation, or of that case of it ('' = none), may be erased. */
  isLegallyHeld(organisationId: string, caseId: string): boolean {
    return this.partitions.some(({ watch }) => watch.legalHolds.covers(organisationId, caseId));
  }

  allLegalHolds(): LegalHold[] {
    return this.partitions.flatMap(({ watch }) => watch.legalHolds.all());
  }

  allPaces(): PaceState[] {
    return this.partitions.flatMap(({ watch }) => watch.precautions.paces.all());
  }

  referral(referralId: string): Referral | undefined {
    for (const { watch } of this.partitions) {
      const found = watch.referrals.byId(referralId);
      if (found) return found;
    }
    return undefined;
  }

  /** Notices of legal action that an organisation was told of. */
  referralNotices(
    organisationId: string,
  ): { noticeId: string; text: string; issuedAtUs: number; referralId: string }[] {
    return this.partitions
      .flatMap(({ watch }) => watch.referrals.of(organisationId))
      .flatMap(({ told, referralId, status }) =>
        told === null || status === 'WITHDRAWN'
          ? []
          : [{ noticeId: told.noticeId, text: told.text, issuedAtUs: told.atUs, referralId }],
      );
  }

  /** Credentials of an organisation that fetched a notice. */
  readersOf(organisationId: string, noticeId: string): string[] {
    return this.organisation(organisationId)?.readersOf(noticeId) ?? [];
  }

  /** Ids in the public database under which statements of a measure were exported. */
  exportsOf(measureId: string): string[] {
    return this.partitions.flatMap(({ watch }) => watch.exportsOf(measureId));
  }

  /** The policy that a partition has seen come into force. */
  policyOf(partition: string): PolicyInForce | null {
    return this.partitions.find((each) => each.partition === partition)?.watch.policy ?? null;
  }

  /** The policy that was activated last, which may begin later. */
  get latestPolicy(): PolicyInForce | null {
    return this.partitions[0]?.watch.latestPolicy ?? null;
  }

  /** Activations are made in partition "0" and copied from there. */
  get policy(): PolicyInForce | null {
    return this.partitions[0]?.watch.policy ?? null;
  }
}

async function withinTime(work: Promise<unknown>): Promise<void> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => timeout.reject(new ViewBehind('the view is behind the log')),
    VIEW_TIMEOUT_MS,
  );
  try {
    await Promise.race([work, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}
