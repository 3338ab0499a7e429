import type { ProveNoReleaseRequest, ProveNoReleaseResponse } from '@hustings/contracts/optout';
import { principalOf } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';
import type { PrivacyParts } from '../../app/privacy/privacy-parts.ts';
import { proveNoRelease } from '../../app/privacy/prove-no-release.ts';
import { callerKindOf } from '../caller.ts';
import { readAddress } from '../check-request.ts';
import { toProven, toRecord } from './records.ts';
import { whoseData } from './whose.ts';

/** ProveNoRelease: what the log says of the promise to one person. */
export async function answerProve(
  parts: PrivacyParts,
  request: ProveNoReleaseRequest,
  context: CallContext,
): Promise<ProveNoReleaseResponse> {
  const { signal } = context;
  const principal = principalOf(context);
  const address = readAddress(request.address);
  const { organisations } = await whoseData(parts, {
    principal,
    requested: request.organisationId,
    signal,
  });
  const proof = await proveNoRelease(parts, { address, organisations, signal });
  const hideOrigin = callerKindOf(principal) === 'organisation';
  const { verdicts } = proof;
  return {
    holds: proof.holds,
    scanned: proof.stretches.map(({ partition, lastSeq, entries, leafHash }) => ({
      ...{ partition, leafHash },
      lastSeq: BigInt(lastSeq),
      entries: BigInt(entries),
    })),
    optOuts: proof.optOuts.flatMap((read) => toRecord(read, hideOrigin)),
    releasedBefore: BigInt(verdicts.reduce((sum, each) => sum + each.releasedBefore, 0)),
    releasedAfter: verdicts.flatMap((each) => each.releasedAfter.map(toProven)),
    handedOffAfter: verdicts.flatMap((each) => each.handedOffAfter.map(toProven)),
    recalled: verdicts.flatMap((each) => each.recalled.map(toProven)),
    refusedAfter: BigInt(verdicts.reduce((sum, each) => sum + each.refusedAfter, 0)),
    withProvider: verdicts.flatMap((each) => each.withProvider.map(toProven)),
    unreadable: proof.unreadable,
  };
}
