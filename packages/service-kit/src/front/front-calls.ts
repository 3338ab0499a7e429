import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { Status } from 'nice-grpc-common';
import { NumberedTable } from '../numbered-table.ts';
import { CredentialNumbers } from './credential-numbers.ts';
import { FrontCall, type FrontSurroundings } from './front-call.ts';
import type { FrontOptions } from './front-options.ts';
import { RESPONSE_HEADERS, readHeaders, trailersOf } from './grpc-headers.ts';
import type { RecordPort } from './record-port.ts';
import { type CallRecord, type CallStatus, decodeStatus, RecordKind } from './records.ts';

/** Calls that may be under way at once on all connections, far more than any gate lets wait. */
const OPEN_MAX = 65_536;
const FULL: CallStatus = {
  code: Status.RESOURCE_EXHAUSTED,
  message: 'too many calls are under way; retry later',
  details: new Uint8Array(0),
};

/** In the connections' thread: takes calls of direct methods and tells the other thread what happens to them. */
export class FrontCalls implements FrontSurroundings {
  readonly #port: RecordPort;
  readonly #credentials: CredentialNumbers;
  readonly #methods: ReadonlyMap<unknown, { place: number; isUnary: boolean }>;
  readonly #maxMessageBytes: number;
  readonly #calls = new NumberedTable<FrontCall>();

  constructor(
    port: RecordPort,
    { direct, maxMessageBytes }: Pick<FrontOptions, 'direct' | 'maxMessageBytes'>,
  ) {
    this.#port = port;
    this.#credentials = new CredentialNumbers(port);
    this.#maxMessageBytes = maxMessageBytes;
    this.#methods = new Map(
      direct.map(({ path, kind }, place) => [path, { place, isUnary: kind === 'unary' }]),
    );
  }

  /** Takes a call of a direct method; false for all others, and for those that say something unusual about themselves. */
  begin(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): boolean {
    const method = this.#methods.get(headers[':path']);
    const said = method && readHeaders(headers);
    if (!method || !said) return false;
    if (this.#calls.size >= OPEN_MAX) {
      stream.respond({ ...RESPONSE_HEADERS, ...trailersOf(FULL) }, { endStream: true });
      stream.resume();
      return true;
    }
    const call = { method, stream, maxMessageBytes: this.#maxMessageBytes };
    this.#calls.add((number) => new FrontCall({ ...call, number }, this)).open(said);
    return true;
  }

  /** What the other thread says. A call that is over here is over. */
  take({ kind, call: number, value, bytes }: CallRecord): void {
    if (kind === RecordKind.CREDENTIAL_KNOWN) {
      this.#credentials.trust(value);
      return;
    }
    const call = this.#calls.get(number);
    if (call === undefined) return;
    if (kind === RecordKind.READ) call.read();
    else if (kind === RecordKind.RESPONSE) call.respond(bytes, value === 1);
    else if (kind === RecordKind.STATUS) call.end(decodeStatus(value, bytes));
  }

  credentialOf(authorization: string): { number: number; isTrusted: boolean } {
    return this.#credentials.numberOf(authorization);
  }

  delete(call: FrontCall): boolean {
    return this.#calls.delete(call.number);
  }

  tell(head: Omit<CallRecord, 'bytes'>, bytes?: Uint8Array): void {
    this.#port.write(head, bytes);
  }
}
