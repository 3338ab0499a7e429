import { type ClientError, Status } from 'nice-grpc-common';
import {
  BadRequest,
  type ErrorDetails,
  ErrorInfo,
  QuotaFailure,
  RetryInfo,
  RichClientError,
  RichServerError,
} from 'nice-grpc-error-details';

/** One field of a request that is not as it has to be. */
export interface Violation {
  /** Path of the field as the contract spells it, for example `message.text`. */
  field: string;
  /** What it has to be. */
  description: string;
}

/** A quota that is used up (google.rpc.QuotaFailure). */
export interface UsedUp {
  /** Whose quota, for example `gate:0/7`. Never an address or another's name. */
  subject: string;
  /** What is bounded and by how much, in words. */
  description: string;
}

/** What a failure carries over the wire. */
export interface RpcFailureFields {
  code: Status;
  /** UPPER_SNAKE, for programs. A reason is never reused for another meaning. */
  reason: string;
  /** One line for people: what is wrong and what to do. Never an address, a text or a secret. */
  message: string;
  /** More facts for programs. */
  metadata?: Record<string, string>;
  /** When a retry makes sense, microseconds since the Unix epoch. */
  retryAtUs?: bigint;
  violations?: Violation[];
  usedUp?: UsedUp[];
  /** Part of how services work together: it is counted by its reason and not worth a line of the log. Stays on this side. */
  isOrdinary?: boolean;
}

const DOMAIN = 'hustings';
const RETRY_AT_KEY = 'retryAtUs';

/** The one error that crosses the wire, with the same fields on both sides (google.rpc error details, AIP-193). */
export class RpcFailure extends Error {
  override readonly name = 'RpcFailure';
  readonly code: Status;
  readonly reason: string;
  readonly metadata: Record<string, string>;
  readonly retryAtUs: bigint | undefined;
  readonly violations: Violation[];
  readonly usedUp: UsedUp[];
  readonly isOrdinary: boolean;

  constructor(fields: RpcFailureFields, cause?: unknown) {
    super(fields.message, cause === undefined ? undefined : { cause });
    this.code = fields.code;
    this.reason = fields.reason;
    this.metadata = fields.metadata ?? {};
    this.retryAtUs = fields.retryAtUs;
    this.violations = fields.violations ?? [];
    this.usedUp = fields.usedUp ?? [];
    this.isOrdinary = fields.isOrdinary ?? false;
  }

  /** The request can never succeed as it stands. */
  static invalid(reason: string, message: string, violations: Violation[] = []): RpcFailure {
    return new RpcFailure({ code: Status.INVALID_ARGUMENT, reason, message, violations });
  }

  /** No credential, or none that counts. */
  static unauthenticated(reason: string, message: string): RpcFailure {
    return new RpcFailure({ code: Status.UNAUTHENTICATED, reason, message });
  }

  /** The credential counts, but not for this. */
  static denied(reason: string, message: string): RpcFailure {
    return new RpcFailure({ code: Status.PERMISSION_DENIED, reason, message });
  }

  /** No such thing, or none that the caller may see. */
  static notFound(reason: string, message: string): RpcFailure {
    return new RpcFailure({ code: Status.NOT_FOUND, reason, message });
  }

  /** It exists already, with other content. */
  static conflict(reason: string, message: string): RpcFailure {
    return new RpcFailure({ code: Status.ALREADY_EXISTS, reason, message });
  }

  /** The state of things forbids it; a retry helps only after that state has changed. */
  static precondition(reason: string, message: string): RpcFailure {
    return new RpcFailure({ code: Status.FAILED_PRECONDITION, reason, message });
  }

  /** Others were faster: load again and retry. */
  static aborted(reason: string, message: string): RpcFailure {
    return new RpcFailure({ code: Status.ABORTED, reason, message });
  }

  /** A limit is used up until `retryAtUs`. */
  static exhausted(
    { reason, message }: { reason: string; message: string },
    retryAtUs: bigint,
    usedUp: UsedUp,
  ): RpcFailure {
    const code = Status.RESOURCE_EXHAUSTED;
    return new RpcFailure({ code, reason, message, retryAtUs, usedUp: [usedUp] });
  }

  /** Something that the call needs is away; retry with back-off. */
  static unavailable(reason: string, message: string, cause?: unknown): RpcFailure {
    return new RpcFailure({ code: Status.UNAVAILABLE, reason, message }, cause);
  }
}

/** The failure as the server library sends it. `nowMs` is the wall clock, for the relative delay of RetryInfo. */
export function toServerError(failure: RpcFailure, nowMs: number): RichServerError {
  const metadata = { ...failure.metadata };
  if (failure.retryAtUs !== undefined) metadata[RETRY_AT_KEY] = String(failure.retryAtUs);
  const details: ErrorDetails[] = [
    ErrorInfo.fromPartial({ reason: failure.reason, domain: DOMAIN, metadata }),
  ];
  if (failure.retryAtUs !== undefined) details.push(retryInfo(failure.retryAtUs, nowMs));
  if (failure.violations.length > 0) {
    details.push(BadRequest.fromPartial({ fieldViolations: failure.violations }));
  }
  if (failure.usedUp.length > 0) {
    details.push(QuotaFailure.fromPartial({ violations: failure.usedUp }));
  }
  return new RichServerError(failure.code, failure.message, details);
}

function retryInfo(retryAtUs: bigint, nowMs: number): RetryInfo {
  const delayMs = Math.max(0, Number(retryAtUs / 1000n) - nowMs);
  return RetryInfo.fromPartial({
    retryDelay: {
      seconds: Math.floor(delayMs / 1000),
      nanos: Math.floor(delayMs % 1000) * 1_000_000,
    },
  });
}

/** Rebuilds the failure from what came over the wire; an error of the transport gets its status as the reason. */
export function fromClientError(error: ClientError): RpcFailure {
  const details = error instanceof RichClientError ? error.extra : [];
  const info = details.find((detail): detail is ErrorInfo => detail.$type === ErrorInfo.$type);
  const violations = details
    .filter((detail): detail is BadRequest => detail.$type === BadRequest.$type)
    .flatMap((bad) =>
      bad.fieldViolations.map(({ field, description }) => ({ field, description })),
    );
  const usedUp = details
    .filter((detail): detail is QuotaFailure => detail.$type === QuotaFailure.$type)
    .flatMap((quota) =>
      quota.violations.map(({ subject, description }) => ({ subject, description })),
    );
  const { [RETRY_AT_KEY]: retryAt, ...metadata } = info?.metadata ?? {};
  return new RpcFailure(
    {
      code: error.code,
      reason: info?.reason ?? Status[error.code],
      message: error.details,
      metadata,
      violations,
      usedUp,
      ...(retryAt === undefined ? {} : { retryAtUs: BigInt(retryAt) }),
    },
    error,
  );
}
