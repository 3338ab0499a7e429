import {
  ApplyRetentionResponse,
  EraseRecipientResponse,
  ExportOptOutsResponse,
  ExportRecipientResponse,
  GetOptOutProofResponse,
  GetPrivacyPolicyResponse,
  type OptOutRequest,
  OptOutResponse,
  OptOutServiceDefinition,
  PrivacyServiceDefinition,
  ProveNoReleaseResponse,
  RotateKeysResponse,
  Scope,
} from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { bindService, createLogger, startGrpcServer } from '@hustings/service-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from './support/run.ts';

const PERSON = '+34600000001';
const asked: { name: string; request: object }[] = [];
let proof: object = {};
let stop: () => Promise<void>;
let env: Record<string, string>;

const at = timestampFromUs(1_800_000_000_000_000n);
const fact = {
  partition: '0',
  seq: 7n,
  at,
  kind: 'RELEASED',
  organisationId: 'org-1',
  organisationName: 'Partido, "A"',
  messageId: 'm-1',
  text: '=SUM(1)\nHola',
};
const message = { organisationId: 'org-1', messageId: 'm-9', partition: '0', seq: 12n, at };

beforeAll(async () => {
  const note = <T extends object>(name: string, request: object, answer: T): T => {
    asked.push({ name, request });
    return answer;
  };
  const privacy = bindService(
    PrivacyServiceDefinition,
    {
      eraseRecipient: async (request) =>
        note(
          'erase',
          request,
          EraseRecipientResponse.fromPartial({
            ...(request.organisationId === 'org-held'
              ? { heldBack: [{ organisationId: 'org-held', legalHoldIds: ['lgh-7'] }] }
              : {
                  erased: [
                    { organisationId: 'org-1', recipient: 'p-1', keyDestroyed: true, seq: 3n },
                  ],
                }),
          }),
        ),
      async *exportRecipient() {
        yield ExportRecipientResponse.fromPartial({ fact });
      },
      async *exportOptOuts() {
        yield ExportOptOutsResponse.fromPartial({ record: { recipient: 'p-1', seq: 5n } });
      },
      getOptOutProof: async () =>
        GetOptOutProofResponse.fromPartial({
          records: [{ leafHash: 'ab12', partition: '0', seq: 5n }],
        }),
      proveNoRelease: async () => ProveNoReleaseResponse.fromPartial(proof),
      async *rotateKeys(request) {
        note('rotate', request, {});
        yield RotateKeysResponse.fromPartial({ version: 2, keysSeen: 1n });
        yield RotateKeysResponse.fromPartial({
          version: 2,
          keysSeen: 2n,
          keysRewrapped: 2n,
          done: true,
        });
      },
      listRetentionDue: async () => ApplyRetentionResponse.fromPartial({}),
      applyRetention: async (request) =>
        note(
          'retention',
          request,
          ApplyRetentionResponse.fromPartial({
            rules: [{ id: 'message-content', days: 396, applied: true, due: 4n }],
          }),
        ),
      getPrivacyPolicy: async () =>
        GetPrivacyPolicyResponse.fromPartial({
          version: 'ab12',
          imports: { windowS: 86_400, staff: 10_000, source: 'policy document ab12' },
          rules: [
            { id: 'inbound-texts', days: 90, source: 'design' },
            { id: 'suppression', days: 0 },
          ],
        }),
    },
    { public: true },
  );
  const optout = bindService(
    OptOutServiceDefinition,
    {
      optOut: async (request: OptOutRequest) =>
        note('opt-out', request, OptOutResponse.fromPartial({})),
      handleReply: () => Promise.reject(new Error('not asked')),
      getSuppression: () => Promise.reject(new Error('not asked')),
    },
    { public: true },
  );
  const server = await startGrpcServer({
    address: '127.0.0.1:0',
    services: [privacy, optout],
    logger: createLogger('test', 'silent'),
  });
  stop = () => server.stop();
  env = { HUSTINGS_TOKEN: 'crd-1.x', HUSTINGS_OPTOUT_ADDRESS: server.address };
});
afterAll(() => stop());

it('a proof that holds ends with 0 and says what was read', async () => {
  proof = {
    holds: true,
    scanned: [{ partition: '0', lastSeq: 90n, entries: 40n }],
    releasedBefore: 3n,
    withProvider: [message],
  };
  const ran = await run(['optout', 'prove', PERSON], { env });
  expect(ran.exitCode).toBe(0);
  expect(ran.out).toContain('40 entries of partition 0, up to 90');
  expect(ran.out).toContain('released after: 0');
  expect(ran.out).toContain('with the provider already: 1\n  m-9 of org-1 at 0:12');
});

it('a proof that fails ends with 1 and names the messages', async () => {
  proof = { holds: false, releasedAfter: [message] };
  const ran = await run(['optout', 'prove', PERSON], { env });
  expect(ran.exitCode).toBe(1);
  expect(ran.out).toContain('FAILS');
  expect(ran.out).toContain('released after: 1\n  m-9');
  const json = await run(['optout', 'prove', PERSON, '--json'], { env });
  expect(json.exitCode).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({ releasedAfter: [{ messageId: 'm-9' }] });
});

it('an export is CSV that no spreadsheet runs as a formula, or JSON lines', async () => {
  const csv = await run(['privacy', 'export', PERSON, '--quiet'], { env });
  expect(csv.out.split('\n')[0]).toMatch(/^at,kind,organisation,/);
  expect(csv.out).toContain('"Partido, ""A"""');
  expect(csv.out).toContain(`"'=SUM(1)\nHola"`);
  const json = await run(['privacy', 'export', PERSON, '--json', '--quiet'], { env });
  expect(JSON.parse(json.out)).toMatchObject({ fact: { text: fact.text, seq: '7' } });
  expect((await run(['optout', 'export'], { env })).out).toContain('p-1');
  expect((await run(['optout', 'show', PERSON], { env })).out).toContain('ab12');
});

it('an erasure that a legal hold keeps back is a refusal, which names the hold', async () => {
  const line = ['privacy', 'erase', PERSON, '--org', 'org-held', '--reason', 'art. 17'];
  const ran = await run(line, { env });
  expect(ran.exitCode).toBe(1);
  expect(ran.err).toContain('org-held: nothing was erased while lgh-7 stands');
});

it('an erasure opts out first when it is asked to', async () => {
  asked.length = 0;
  const ran = await run(['privacy', 'erase', PERSON, '--opt-out', '--reason', 'art. 17'], { env });
  expect(ran.exitCode).toBe(0);
  expect(asked.map(({ name }) => name)).toEqual(['opt-out', 'erase']);
  expect(asked[0]?.request).toMatchObject({ scope: Scope.SCOPE_ALL_POLITICAL });
  expect(asked[1]?.request).toMatchObject({ address: PERSON, reason: 'art. 17' });
});

it('retention removes nothing unless it is told to', async () => {
  asked.length = 0;
  await run(['privacy', 'retention'], { env });
  await run(['privacy', 'retention', '--apply'], { env });
  expect(asked.map(({ request }) => request)).toMatchObject([{ dryRun: true }, { dryRun: false }]);
});

it('the policy in force is shown with its numbers and their sources', async () => {
  const { out } = await run(['privacy', 'policy'], { env });
  expect(out).toMatch(/version +ab12/);
  expect(out).toMatch(/imports counted over +86400 s +policy document ab12/);
  expect(out).toMatch(/rows unseen, staff +10000/);
  expect(out).toMatch(/inbound-texts kept +90 days +design/);
  expect(out).toMatch(/suppression kept +without end/);
  const json = await run(['privacy', 'policy', '--json'], { env });
  expect(JSON.parse(json.out)).toMatchObject({ version: 'ab12', imports: { staff: 10_000 } });
});

it('a rotation tells how far it is and ends with its result', async () => {
  const ran = await run(['privacy', 'rotate-keys'], { env });
  expect(ran.err).toContain('0 of 1 keys');
  expect(ran.out).toContain('2 of 2 keys wrapped anew');
  expect(ran.exitCode).toBe(0);
});

it('an erasure without a reason is a wrong command line', async () => {
  expect((await run(['privacy', 'erase', PERSON], { env })).exitCode).toBe(2);
});
