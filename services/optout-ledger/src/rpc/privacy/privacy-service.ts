import {
  type EraseRecipientRequest,
  type EraseRecipientResponse,
  type ExportOptOutsRequest,
  type ExportOptOutsResponse,
  type ExportRecipientRequest,
  type ExportRecipientResponse,
  type GetOptOutProofRequest,
  type GetOptOutProofResponse,
  PrivacyServiceDefinition,
} from '@hustings/contracts/optout';
import {
  bindService,
  type Principal,
  principalOf,
  RpcFailure,
  type ServiceBinding,
} from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';
import { eraseRecipient } from '../../app/privacy/erase-recipient.ts';
import { exportRecipient } from '../../app/privacy/export-recipient.ts';
import { proofOfOptOuts, standingOptOuts } from '../../app/privacy/opt-out-records.ts';
import type { PrivacyParts } from '../../app/privacy/privacy-parts.ts';
import { actorOf, callerKindOf, organisationOf } from '../caller.ts';
import { readAddress } from '../check-request.ts';
import { withBarrierFailure } from '../failures.ts';
import { answerRetention } from './apply-retention.ts';
import { answerPolicy } from './get-privacy-policy.ts';
import { answerProve } from './prove-no-release.ts';
import { Readings } from './readings.ts';
import { toRecipientFact, toRecord } from './records.ts';
import { answerRotate } from './rotate-keys.ts';
import { whoseData } from './whose.ts';

/** hustings.optout.v1.PrivacyService over the ledger, the log and the streams of keys and contents. */
export function bindPrivacyService(parts: PrivacyParts): ServiceBinding {
  const readings = new Readings(parts.ledger.clock);
  return bindService(PrivacyServiceDefinition, {
    eraseRecipient: (request, context) => answerErase(parts, request, context),
    exportRecipient: (request, context) =>
      stream(readings, () => answerExport(parts, request, context)),
    exportOptOuts: (request, context) =>
      stream(readings, () => answerExportOptOuts(parts, request, context)),
    getOptOutProof: (request, context) => answerProof(parts, request, context),
    async proveNoRelease(request, context) {
      const end = readings.begin();
      try {
        return await answerProve(parts, request, context);
      } finally {
        end();
      }
    },
    rotateKeys: (request, context) => answerRotate(parts, request, context),
    listRetentionDue: (_request, context) => answerRetention(parts, { dryRun: true }, context),
    applyRetention: (request, context) => answerRetention(parts, request, context),
    getPrivacyPolicy: async (_request, context) => answerPolicy(parts, context),
  });
}

async function* stream<T>(readings: Readings, answers: () => AsyncGenerator<T>): AsyncGenerator<T> {
  const end = readings.begin();
  try {
    yield* answers();
  } finally {
    end();
  }
}

async function answerErase(
  parts: PrivacyParts,
  request: EraseRecipientRequest,
  context: CallContext,
): Promise<EraseRecipientResponse> {
  const principal = principalOf(context);
  const address = readAddress(request.address);
  const { organisations } = await whoseData(parts, {
    principal,
    requested: request.organisationId,
    signal: context.signal,
  });
  const order = { address, organisations, reason: request.reason, actor: actorOf(principal) };
  if (request.reason.trim() === '') throw reasonMissing();
  const erased = await withBarrierFailure(eraseRecipient(parts, order));
  if (!erased.ok) throw reasonMissing();
  const { heldBack } = erased.value;
  const [held] = heldBack;
  if (held && organisations.length === 1) throw legallyHeld(held.legalHoldIds);
  return {
    heldBack,
    erased: erased.value.erased.map((each) => ({ ...each, seq: BigInt(each.seq) })),
  };
}

function legallyHeld(holdIds: readonly string[]): RpcFailure {
  return RpcFailure.precondition(
    'LEGAL_HOLD',
    `nothing of this organisation may be erased while ${holdIds.join(', ')} stands; opt-outs go on holding; ask again once it is lifted`,
  );
}

function reasonMissing(): RpcFailure {
  return RpcFailure.invalid('REASON_MISSING', 'say why: the reason is part of the record', [
    { field: 'reason', description: 'must not be empty, and hold no personal data' },
  ]);
}

async function* answerExport(
  parts: PrivacyParts,
  request: ExportRecipientRequest,
  context: CallContext,
): AsyncGenerator<ExportRecipientResponse> {
  const { signal } = context;
  const address = readAddress(request.address);
  const whose = await whoseData(parts, {
    principal: principalOf(context),
    requested: request.organisationId,
    signal,
  });
  const { organisations, nameOf } = whose;
  for await (const { fact, text } of exportRecipient(parts, { address, organisations, signal })) {
    const organisationName = nameOf(fact.organisationId);
    yield { fact: toRecipientFact(fact, { text, organisationName }) };
  }
}

async function* answerExportOptOuts(
  parts: PrivacyParts,
  request: ExportOptOutsRequest,
  context: CallContext,
): AsyncGenerator<ExportOptOutsResponse> {
  const organisationId = ownOrganisation(principalOf(context), request.organisationId);
  for await (const read of standingOptOuts(parts.log, organisationId, context.signal)) {
    for (const record of toRecord(read)) yield { record };
  }
}

async function answerProof(
  parts: PrivacyParts,
  request: GetOptOutProofRequest,
  context: CallContext,
): Promise<GetOptOutProofResponse> {
  const principal = principalOf(context);
  const organisationId = ownOrganisation(principal, request.organisationId);
  const address = readAddress(request.address);
  const { signal } = context;
  const found = await proofOfOptOuts(parts, { address, organisationId, signal });
  const hideOrigin = callerKindOf(principal) === 'organisation';
  return { records: found.flatMap((read) => toRecord(read, hideOrigin)) };
}

function ownOrganisation(principal: Principal, requested: string): string {
  const kind = callerKindOf(principal);
  if (kind === 'tool' || kind === 'other') {
    throw RpcFailure.denied(
      'ROLE_MISSING',
      'use a credential of the organisation’s administrator or of staff',
    );
  }
  return organisationOf(principal, requested);
}
