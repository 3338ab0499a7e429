import { hash, timingSafeEqual } from 'node:crypto';
import { CredentialIssued, CredentialRevoked, Role } from '@hustings/contracts/registry';
import type { CorruptEntry, EventLog, LogEntry } from '@hustings/event-log';
import type { Authenticator, Principal } from './auth.ts';
import { Freezes } from './freezes.ts';

export interface CredentialViewOptions {
  /** Accepted as ROLE_OPERATOR. */
  operatorToken: string;
  /** Accepted as a service of the fleet. */
  internalToken: string;
  /** Called once when following the log fails for good; the service must stop. */
  onFailure: (error: unknown) => void;
}

/** SHA-256. */
const DIGEST_BYTES = 32;

/** As the registry makes them; whatever else comes is not worth waiting for. */
const CREDENTIAL_ID = /^crd-[A-Za-z0-9]{1,64}$/;

/** An event reaches every service within milliseconds; a guesser is slowed down by as much. */
const ARRIVAL_MS = 500;

/** Unknown ids waited for at a time: beyond it unknown ones are refused at once. */
const AWAITED_MAX = 1_000;

interface KnownCredential {
  digest: Buffer;
  principal: Principal;
  /** The secret itself once it has come: to compare it costs a tenth of hashing what comes with every call. */
  secret?: Uint8Array;
}

/** Every credential of the registry, from its events, in memory: authentication makes no call. */
export class CredentialView implements Authenticator {
  readonly #shared: KnownCredential[];
  readonly #known = new Map<string, KnownCredential>();
  readonly #revoked = new Set<string>();
  readonly #freezes = new Freezes();
  readonly #onFailure: (error: unknown) => void;
  /** Unknown credentials that callers wait for, by id. */
  readonly #awaited = new Map<string, PromiseWithResolvers<void>>();
  #caughtUp = false;

  constructor(options: CredentialViewOptions) {
    this.#onFailure = options.onFailure;
    this.#shared = [
      sharedCredential('operator', options.operatorToken, [Role.ROLE_OPERATOR]),
      sharedCredential('service', options.internalToken, []),
    ];
  }

  get caughtUp(): boolean {
    return this.#caughtUp;
  }

  /** Reads all credential events that stand, then follows new ones until the signal aborts. */
  async start(log: EventLog, signal: AbortSignal): Promise<void> {
    const partitions = Array.from({ length: log.layout.partitions }, (_, p) => String(p));
    const positions = await Promise.all(
      partitions.map(async (partition) => {
        const until = await log.lastSeq(partition);
        if (until > 0) await this.#read(log, { partition, after: 0, until, signal });
        return { partition, after: until };
      }),
    );
    this.#caughtUp = true;
    for (const position of positions) {
      this.#read(log, { ...position, signal }).catch((error: unknown) => {
        if (!signal.aborted) this.#onFailure(error);
      });
    }
  }

  /** The compromise hold that freezes an organisation now, if one does. */
  holdOn(organisationId: string): string | undefined {
    return this.#freezes.holdOn(organisationId);
  }

  authenticate(token: string): Principal | null {
    const dot = token.indexOf('.');
    const known = dot > 0 ? this.#known.get(token.slice(0, dot)) : undefined;
    if (known !== undefined) {
      return isSecretOf(known, token.slice(dot + 1)) ? this.#freezes.judge(known.principal) : null;
    }
    const digest = hash('sha256', token, 'buffer');
    return this.#shared.find((each) => timingSafeEqual(each.digest, digest))?.principal ?? null;
  }

  async authenticateSoon(token: string): Promise<Principal | null> {
    const known = this.authenticate(token);
    if (known !== null) return known;
    const id = token.slice(0, Math.max(0, token.indexOf('.')));
    const mayArrive = CREDENTIAL_ID.test(id) && !this.#known.has(id) && !this.#revoked.has(id);
    if (!mayArrive || this.#awaited.size >= AWAITED_MAX) return null;
    await this.#arrivalOf(id);
    return this.authenticate(token);
  }

  /** Resolves when the credential is issued, or when it has had its time. */
  #arrivalOf(id: string): Promise<void> {
    const waiting = this.#awaited.get(id) ?? Promise.withResolvers<void>();
    this.#awaited.set(id, waiting);
    const giveUp = setTimeout(() => this.#arrived(id), ARRIVAL_MS);
    return waiting.promise.finally(() => clearTimeout(giveUp));
  }

  #arrived(id: string): void {
    this.#awaited.get(id)?.resolve();
    this.#awaited.delete(id);
  }

  async #read(
    log: EventLog,
    position: { partition: string; after: number; until?: number; signal: AbortSignal },
  ): Promise<void> {
    const of = (kind: string): string => `hustings.evt.${position.partition}.${kind}.>`;
    const subjects = [of('registry.credential'), of('enforcement.hold')];
    for await (const entry of log.follow({ ...position, subjects })) this.#apply(entry);
  }

  #apply(entry: LogEntry | CorruptEntry): void {
    if ('fault' in entry) {
      // It may have been a revocation, or a hold: an unreadable fact about a credential ends it, about a hold freezes.
      const id = entry.subject.slice(entry.subject.lastIndexOf('.') + 1);
      if (entry.subject.includes('.enforcement.hold.'))
        this.#freezes.freeze(id, 'an unreadable hold');
      else this.#revoke(id);
      return;
    }
    for (const event of entry.commit.events) {
      if (event.eventType === 'registry.CredentialIssued.v1') {
        this.#issue(CredentialIssued.decode(event.data), entry.seq);
      } else if (event.eventType === 'registry.CredentialRevoked.v1') {
        this.#revoke(CredentialRevoked.decode(event.data).credentialId);
      } else {
        this.#freezes.apply(event);
      }
    }
  }

  #issue(issued: CredentialIssued, issuedSeq: number): void {
    const { credentialId, roles, organisationId, intermediaryId } = issued;
    const who = { credentialId, roles, organisationId, intermediaryId, issuedSeq };
    const digest = Buffer.from(issued.secretDigest, 'hex');
    if (this.#revoked.has(credentialId) || digest.length !== DIGEST_BYTES) return;
    this.#known.set(credentialId, {
      digest,
      principal: { kind: 'credential', ...who },
    });
    this.#arrived(credentialId);
  }

  #revoke(credentialId: string): void {
    this.#revoked.add(credentialId);
    this.#known.delete(credentialId);
  }
}

/** SHA-256 of a secret, hex, as the log holds it. The secret has 256 random bits, so no slow hash is needed. */
export function digestSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}

function sharedCredential(
  kind: 'operator' | 'service',
  token: string,
  roles: Role[],
): KnownCredential {
  return {
    digest: hash('sha256', token, 'buffer'),
    principal: { kind, credentialId: kind, roles, organisationId: '', intermediaryId: '' },
  };
}

/** In a time that says nothing about the secret. */
function isSecretOf(known: KnownCredential, text: string): boolean {
  const secret = Buffer.from(text);
  if (known.secret?.length === secret.length) return timingSafeEqual(known.secret, secret);
  if (!timingSafeEqual(known.digest, hash('sha256', secret, 'buffer'))) return false;
  known.secret = new Uint8Array(secret);
  return true;
}
