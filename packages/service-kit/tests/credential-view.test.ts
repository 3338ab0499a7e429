import { ActorKind } from '@hustings/contracts/log';
import { CredentialIssued, CredentialRevoked, Role } from '@hustings/contracts/registry';
import {
  type CorruptEntry,
  type EventLog,
  memoryEventLog,
  type NewEvent,
} from '@hustings/event-log';
import { partitionOf, systemIds } from '@hustings/kernel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CredentialView, digestSecret } from '../src/index.ts';

const LAYOUT = { partitions: 3, gates: 2 };
const OPERATOR_TOKEN = 'operator.token-with-a-dot-in-it';
const INTERNAL_TOKEN = 'internal-token-without-one';
const ids = systemIds();

let log: EventLog;
let view: CredentialView;
let abort: AbortController;
const onFailure = vi.fn<(error: unknown) => void>();

beforeEach(() => {
  log = memoryEventLog(LAYOUT);
  abort = new AbortController();
  onFailure.mockReset();
  view = new CredentialView({
    operatorToken: OPERATOR_TOKEN,
    internalToken: INTERNAL_TOKEN,
    onFailure,
  });
});

afterEach(() => {
  vi.useRealTimers();
  abort.abort();
});

describe('a bearer token', () => {
  it('is accepted as what the registry said, whatever the partition', async () => {
    const issuedSeq: Record<string, number> = {};
    for (const org of ['org-a', 'org-b', 'org-c', 'org-d']) {
      issuedSeq[org] = await record(`crd-${org}`, 0, issued(`crd-${org}`, org));
    }
    await view.start(log, abort.signal);
    for (const org of ['org-a', 'org-b', 'org-c', 'org-d']) {
      expect(view.authenticate(`crd-${org}.secret`)).toEqual({
        kind: 'credential',
        credentialId: `crd-${org}`,
        roles: [Role.ROLE_TOOL],
        organisationId: org,
        intermediaryId: 'int-1',
        issuedSeq: issuedSeq[org],
      });
    }
  });

  it.each([
    ['with a wrong secret', 'crd-org-a.wrong'],
    ['of an unknown credential', 'crd-x.secret'],
    ['without a secret', 'crd-org-a.'],
    ['without an id', '.secret'],
    ['that is empty', ''],
    ['that is only a dot', '.'],
    ['that is the stored digest', `crd-org-a.${digestSecret('secret')}`],
    ['that is nearly the operator’s', `${OPERATOR_TOKEN} `],
  ])('%s is not accepted', async (_, token) => {
    await record('crd-org-a', 0, issued('crd-org-a', 'org-a'));
    await view.start(log, abort.signal);
    expect(view.authenticate(token)).toBeNull();
    // The right one came: what is remembered of it lets no other in.
    expect(view.authenticate('crd-org-a.secret')).not.toBeNull();
    expect(view.authenticate(token)).toBeNull();
    expect(view.authenticate('crd-org-a.sekret')).toBeNull();
    expect(view.authenticate('crd-org-a.secret')).not.toBeNull();
  });

  it('of the operator and of the fleet is accepted at once, also one with a dot', () => {
    expect(view.authenticate(OPERATOR_TOKEN)).toMatchObject({
      kind: 'operator',
      roles: [Role.ROLE_OPERATOR],
    });
    expect(view.authenticate(INTERNAL_TOKEN)).toMatchObject({ kind: 'service', roles: [] });
  });

  it('counts from the moment its issue is in the log until its revocation is', async () => {
    await view.start(log, abort.signal);
    expect(view.caughtUp).toBe(true);
    const seq = await record('crd-1', 0, issued('crd-1', 'org-a'));
    await vi.waitFor(() => expect(view.authenticate('crd-1.secret')).not.toBeNull());
    await record('crd-1', seq, revoked('crd-1', 'org-a'));
    await vi.waitFor(() => expect(view.authenticate('crd-1.secret')).toBeNull());
  });

  it('stays revoked after a restart', async () => {
    const seq = await record('crd-1', 0, issued('crd-1', 'org-a'));
    await record('crd-1', seq, revoked('crd-1', 'org-a'));
    await view.start(log, abort.signal);
    expect(view.authenticate('crd-1.secret')).toBeNull();
  });
});

describe('a credential that is used as soon as it is issued', () => {
  it('is waited for', async () => {
    await view.start(log, abort.signal);
    // The clock stands still: only its arrival can end the wait.
    vi.useFakeTimers();
    const calls = [view.authenticateSoon('crd-1.secret'), view.authenticateSoon('crd-1.wrong')];
    await record('crd-1', 0, issued('crd-1', 'org-a'));
    const [right, wrong] = await Promise.all(calls);
    expect(right).toMatchObject({ credentialId: 'crd-1' });
    expect(wrong).toBeNull();
  });

  it('is refused when it does not come', async () => {
    await view.start(log, abort.signal);
    await expect(view.authenticateSoon('crd-1.secret')).resolves.toBeNull();
  });

  it.each([
    ['is revoked', 'crd-2.secret'],
    ['has another secret', 'crd-1.wrong'],
    ['is no id of the registry’s', 'admin.secret'],
    ['has no secret', 'crd-3'],
  ])('is not waited for when it %s', async (_, token) => {
    vi.useFakeTimers();
    const first = await record('crd-2', 0, issued('crd-2', 'org-a'));
    await record('crd-2', first, revoked('crd-2', 'org-a'));
    await record('crd-1', 0, issued('crd-1', 'org-a'));
    await view.start(log, abort.signal);
    await expect(view.authenticateSoon(token)).resolves.toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('what cannot be read', () => {
  it('about a credential ends it, for it may have been its revocation', async () => {
    await record('crd-1', 0, issued('crd-1', 'org-a'));
    const partition = partitionOf('org-a', LAYOUT);
    const corrupt: CorruptEntry = {
      partition,
      seq: 2,
      subject: `hustings.evt.${partition}.registry.credential.crd-1`,
      raw: new Uint8Array([255]),
      fault: 'not a commit',
    };
    await view.start(followedBy(log, corrupt), abort.signal);
    await vi.waitFor(() => expect(view.authenticate('crd-1.secret')).toBeNull());
  });

  it('a digest of the wrong length makes no credential', async () => {
    await record('crd-1', 0, {
      ...issued('crd-1', 'org-a'),
      data: CredentialIssued.encode(
        CredentialIssued.fromPartial({ credentialId: 'crd-1', secretDigest: 'ab' }),
      ).finish(),
    });
    await view.start(log, abort.signal);
    expect(view.authenticate('crd-1.')).toBeNull();
  });
});

it('a log that cannot be followed any more is reported once', async () => {
  const broken: EventLog = Object.assign(Object.create(log), {
    follow: () => {
      throw new Error('diverged');
    },
    layout: { partitions: 1, gates: 1 },
    lastSeq: () => Promise.resolve(0),
  });
  await view.start(broken, abort.signal);
  await vi.waitFor(() => expect(onFailure).toHaveBeenCalledTimes(1));
});

/** The log as it is, with one more entry at its live end. */
function followedBy(inner: EventLog, extra: CorruptEntry): EventLog {
  return Object.assign(Object.create(inner), {
    layout: inner.layout,
    lastSeq: (partition: string) => inner.lastSeq(partition),
    async *follow(options: Parameters<EventLog['follow']>[0]) {
      if (options.until !== undefined) yield* inner.follow(options);
      else if (options.partition === extra.partition) yield extra;
    },
  });
}

function issued(
  credentialId: string,
  organisationId: string,
): NewEvent & { organisationId: string } {
  const event = CredentialIssued.fromPartial({
    credentialId,
    organisationId,
    secretDigest: digestSecret('secret'),
    roles: [Role.ROLE_TOOL],
    intermediaryId: 'int-1',
    label: 'tool',
  });
  const data = CredentialIssued.encode(event).finish();
  return { eventType: 'registry.CredentialIssued.v1', data, organisationId };
}

function revoked(
  credentialId: string,
  organisationId: string,
): NewEvent & { organisationId: string } {
  const event = CredentialRevoked.fromPartial({ credentialId, organisationId, reason: 'leaked' });
  const data = CredentialRevoked.encode(event).finish();
  return { eventType: 'registry.CredentialRevoked.v1', data, organisationId };
}

async function record(
  id: string,
  expectedSeq: number,
  { eventType, data, organisationId }: NewEvent & { organisationId: string },
): Promise<number> {
  const commit = {
    commitId: ids.uuid(),
    ref: {
      partition: partitionOf(organisationId, LAYOUT),
      context: 'registry',
      aggregate: 'credential',
      id,
    },
    events: [{ eventType, data }],
    actor: { kind: ActorKind.ACTOR_KIND_STAFF, id: 'operator' },
    version: expectedSeq === 0 ? 1 : 2,
    occurredAtUs: 1n,
    organisationId,
    correlationId: 'test',
    snapshot: { schema: 'registry.CredentialState.v1', state: {} },
  };
  const appended = await log.append(commit, expectedSeq);
  if (appended.outcome === 'conflict') throw new Error('somebody else wrote');
  return appended.seq;
}
