import {
  LedgerServiceDefinition,
  type LedgerServiceImplementation,
  LinkKind,
  LinkPurpose,
  NumberReport,
  ReviewState,
} from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { bindService, createLogger, RpcFailure, startGrpcServer } from '@hustings/service-kit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { run } from './support/run.ts';

const AT = timestampFromUs(1_795_000_000_000_000n);
const REVIEW = {
  reviewId: 'rev-1',
  organisationId: 'org-a',
  recipient: 'ana',
  state: ReviewState.REVIEW_STATE_OPEN,
  text: 'hmm, stop or so',
  ruleId: 'core:stop',
  language: '',
  openedAt: AT,
  dueAt: AT,
  overdue: true,
  note: '',
  decidedBy: '',
  requestId: '',
};

let server: { address: string; stop(): Promise<void> };
let env: Record<string, string>;
let requests: object[];

const answers: Partial<Record<keyof LedgerServiceImplementation, object>> = {
  listReviews: { reviews: [REVIEW], nextPageToken: '' },
  openRequest: { requestId: 'oor-1', toBeReviewed: false, expiresAt: AT },
  confirmRequest: { effectiveAfterUs: 5n },
  linkIdentities: { linkId: 'lnk-1', followed: 2, effectiveAfterUs: 5n },
  issueLink: { token: 'a.b', url: 'https://pages.example/o/a.b', expiresAt: AT },
  reportNumber: { recipient: 'ana', consentVoided: true, effectiveAfterUs: 5n },
};

beforeAll(async () => {
  const methods = Object.keys(LedgerServiceDefinition.methods).map((name) => [
    name,
    async (request: object) => {
      requests.push(request);
      const answer = answers[name as keyof LedgerServiceImplementation];
      if (answer !== undefined) return answer;
      if ('reviewId' in request && request.reviewId === 'rev-1') {
        return { review: REVIEW, suppressed: true };
      }
      throw RpcFailure.notFound('REVIEW_UNKNOWN', 'there is no such review');
    },
  ]);
  const ledger = Object.fromEntries(methods) as LedgerServiceImplementation;
  server = await startGrpcServer({
    address: '127.0.0.1:0',
    services: [bindService(LedgerServiceDefinition, ledger, { public: true })],
    logger: createLogger('test', 'silent'),
  });
  env = { HUSTINGS_TOKEN: 'crd-1.secret', HUSTINGS_OPTOUT_ADDRESS: server.address };
});
beforeEach(() => {
  requests = [];
});
afterAll(() => server.stop());

const ON_BEHALF = ['on-behalf', '+34600000002', '--org', 'org-a', '--sender', 'snd-1'];

test.each<[string, string[], object, string]>([
  ['doubtful replies', ['doubtful'], { state: ReviewState.REVIEW_STATE_OPEN }, 'hmm, stop or so'],
  [
    'a confirmation',
    ['confirm', 'rev-1', '--note', 'clear enough'],
    { reviewId: 'rev-1', decision: ReviewState.REVIEW_STATE_CONFIRMED, note: 'clear enough' },
    'still suppressed',
  ],
  [
    'a release',
    ['release', 'rev-1', '--note', 'the cuts'],
    { decision: ReviewState.REVIEW_STATE_RELEASED },
    'still suppressed',
  ],
  [
    'a request for somebody',
    [...ON_BEHALF, '--requester', '+34600000001'],
    { address: '+34600000002', requester: '+34600000001' },
    'oor-1: suppressed and a code sent',
  ],
  [
    'its code',
    ['confirm-request', 'oor-1', '123456'],
    { requestId: 'oor-1', code: '123456' },
    'the opt-out lasts',
  ],
  [
    'a link',
    ['link', '+34600000001', '+34600000002', '--proof', 'form-1', '--kind', 'number-changed'],
    { kind: LinkKind.LINK_KIND_NUMBER_CHANGED, proof: 'form-1' },
    '2 opt-outs followed',
  ],
  [
    'the address of a page',
    ['page', '+34600000001', '--sender', 'snd-1', '--campaign', 'cmp-1'],
    { purpose: LinkPurpose.LINK_PURPOSE_OPT_OUT, senderId: 'snd-1', campaignId: 'cmp-1' },
    'https://pages.example/o/a.b',
  ],
  [
    'a wrong number',
    ['report-number', '+34600000001', '--as', 'wrong', '--proof', 'call-3'],
    { report: NumberReport.NUMBER_REPORT_WRONG },
    'its consent is void',
  ],
])('%s goes to the ledger and its answer is told', async (...[, args, request, text]) => {
  const ran = await run(['optout', ...args], { env });
  expect(ran).toMatchObject({ exitCode: 0, err: '' });
  expect(ran.out).toContain(text);
  expect(requests).toMatchObject([request]);
});

test('the answer comes as JSON when that is asked for', async () => {
  const { out } = await run(['optout', 'doubtful', '--json'], { env });
  expect(JSON.parse(out)).toMatchObject({ reviews: [{ reviewId: 'rev-1', overdue: true }] });
});

test.each<[string, string[], number, string]>([
  ['a decision without a reason', ['release', 'rev-1'], 2, '--note'],
  ['a request that nobody makes', ON_BEHALF, 2, '--requester'],
  ['a link that nothing shows', ['link', '+34600000001', '+34600000002'], 2, '--proof'],
  ['a page without a sender', ['page', '+34600000001'], 2, '--sender'],
  ['a number of which nothing is known', ['report-number', '+3460', '--proof', 'x'], 2, '--as'],
  ['a review that is none', ['confirm', 'rev-2', '--note', 'x'], 1, 'REVIEW_UNKNOWN'],
])('%s is refused in one line', async (...[, args, exitCode, text]) => {
  const ran = await run(['optout', ...args], { env });
  expect(ran.exitCode).toBe(exitCode);
  expect(ran.err).toContain(text);
});
