import { LENGTH_DELIMITED, tagOf, VARINT, WireScanner } from '@hustings/contracts/scan';
import type { Fact } from './fact.ts';

/** Fields of dispatch/v1/events.proto: of a `HandOffsFinished`, a `HandOffResult` and a `ReleaseRef`. */
const ACCEPTED_TAG = tagOf(1, LENGTH_DELIMITED);
const REJECTED_TAG = tagOf(2, LENGTH_DELIMITED);
const UNCERTAIN_TAG = tagOf(3, LENGTH_DELIMITED);
const RELEASE_TAG = tagOf(1, LENGTH_DELIMITED);
const MESSAGE_TAG = tagOf(1, LENGTH_DELIMITED);
const ATTEMPT_TAG = tagOf(2, VARINT);
const ORGANISATION_TAG = tagOf(4, LENGTH_DELIMITED);

/**
 * The releases in a `HandOffsFinished` event: accepted, rejected or in doubt, nothing further is decided on them. A log of what was
 * sent is a third of these, so three fields of each are read and nothing else. Throws when it is no such event.
 */
export function readReleasesEnded(data: Uint8Array): Fact[] {
  return new EndReader(data).read();
}

class EndReader {
  readonly #scanner: WireScanner;
  readonly #bytes: Buffer;
  #messageId = '';
  #attempt = 0;
  /** Mostly that of the result before. */
  #organisationId = '';
  #organisationAt = 0;

  constructor(data: Uint8Array) {
    this.#scanner = new WireScanner(data);
    this.#bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  }

  /** Grouped by what became of them, as they stand in the message's definition. */
  read(): Fact[] {
    const scanner = this.#scanner;
    const [accepted, rejected, uncertain]: [Fact[], Fact[], Fact[]] = [[], [], []];
    for (let tag = scanner.tag(); tag !== 0; tag = scanner.tag()) {
      if (tag === ACCEPTED_TAG) accepted.push(this.#result());
      else if (tag === REJECTED_TAG) rejected.push(this.#result());
      else if (tag === UNCERTAIN_TAG) uncertain.push(this.#result());
      else scanner.skip(tag);
    }
    return [...accepted, ...rejected, ...uncertain];
  }

  #result(): Fact {
    const scanner = this.#scanner;
    const outer = scanner.enter();
    let hasRelease = false;
    for (let tag = scanner.tag(); tag !== 0; tag = scanner.tag()) {
      if (tag === RELEASE_TAG) {
        this.#release();
        hasRelease = true;
      } else scanner.skip(tag);
    }
    scanner.leave(outer);
    if (!hasRelease) throw new RangeError('no release');
    const [messageId, attempt] = [this.#messageId, this.#attempt];
    return { type: 'ReleaseEnded', organisationId: this.#organisationId, messageId, attempt };
  }

  #release(): void {
    const scanner = this.#scanner;
    const outer = scanner.enter();
    let [organisationAt, organisationSize] = [scanner.at, 0];
    this.#messageId = '';
    this.#attempt = 0;
    for (let tag = scanner.tag(); tag !== 0; tag = scanner.tag()) {
      if (tag === MESSAGE_TAG) {
        const end = scanner.length() + scanner.at;
        this.#messageId = this.#bytes.toString('utf8', scanner.at, end);
        scanner.at = end;
      } else if (tag === ATTEMPT_TAG) this.#attempt = scanner.varint();
      else if (tag === ORGANISATION_TAG) {
        organisationSize = scanner.length();
        organisationAt = scanner.at;
        scanner.at += organisationSize;
      } else scanner.skip(tag);
    }
    this.#takeOrganisation(organisationAt, organisationSize);
    scanner.leave(outer);
  }

  #takeOrganisation(at: number, size: number): void {
    const bytes = this.#bytes;
    const before = this.#organisationAt;
    let same = size === this.#organisationId.length ? size : 0;
    for (let index = 0; index < same; index++) {
      if (bytes[before + index] !== bytes[at + index]) same = 0;
    }
    if (same === 0) this.#organisationId = bytes.toString('utf8', at, at + size);
    this.#organisationAt = at;
  }
}
