import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Standing } from '@hustings/contracts/enforcement';
import { NumberKind } from '@hustings/contracts/registry';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Recorder, startRecorder } from './support/recorder.ts';
import { run } from './support/run.ts';

let recorder: Recorder;
let env: Record<string, string>;

beforeAll(async () => {
  recorder = await startRecorder();
  const { address } = recorder;
  env = {
    HUSTINGS_TOKEN: 'crd-1.secret',
    HUSTINGS_ENFORCEMENT_ADDRESS: address,
    HUSTINGS_REGISTRY_ADDRESS: address,
  };
});
beforeEach(() => {
  recorder.calls.length = 0;
  recorder.answers.clear();
});
afterAll(() => recorder.stop());

const REASONS = ['--reasons', 'why'];
const REPORT = ['--metric', 'optOutShare', '--threshold', '0.25', '--proposed', 'suspension'];
const NUMBER = ['--channel', 'whatsapp', '--address', '+34600000001', '--limit-profile', 'p'];

describe('a command of enforcement', () => {
  it.each<{ line: string[]; rpc: string; request: object }>([
    {
      line: ['case', 'review-evidence', 'evd-1', '--use', '--gist', 'a gist', ...REASONS],
      rpc: 'reviewEvidence',
      request: { evidenceId: 'evd-1', lawful: true, gist: 'a gist', reasons: 'why' },
    },
    {
      line: ['case', 'review-evidence', 'evd-1', '--reject', ...REASONS],
      rpc: 'reviewEvidence',
      request: { evidenceId: 'evd-1', lawful: false, gist: '' },
    },
    {
      line: ['case', 'approve-gist', 'evd-1'],
      rpc: 'approveGist',
      request: { evidenceId: 'evd-1' },
    },
    {
      line: ['case', 'decline', 'prp-1', ...REASONS],
      rpc: 'declineAssignment',
      request: { proposalId: 'prp-1', reasons: 'why' },
    },
    {
      line: ['case', 'withdraw', 'prp-1'],
      rpc: 'withdrawProposal',
      request: { proposalId: 'prp-1' },
    },
    {
      line: ['case', 'renew', 'cas-1', '--hours', '72', ...REASONS],
      rpc: 'renewSuspension',
      request: { caseId: 'cas-1', termHours: 72, reasons: 'why' },
    },
    {
      line: ['case', 'reverse', 'snc-1', ...REASONS],
      rpc: 'reverseMeasure',
      request: { sanctionId: 'snc-1', reasons: 'why' },
    },
    {
      line: ['case', 'close', 'cas-1', ...REASONS],
      rpc: 'closeCase',
      request: { caseId: 'cas-1', reasons: 'why' },
    },
    {
      line: ['case', 'confirm-verification', 'cas-1'],
      rpc: 'confirmVerification',
      request: { caseId: 'cas-1' },
    },
    {
      line: ['case', 'blind-review', 'mas-1', 'cas-1', '--same', ...REASONS],
      rpc: 'recordBlindReview',
      request: { massActionId: 'mas-1', caseId: 'cas-1', wouldImpose: true, reasons: 'why' },
    },
    {
      line: ['case', 'blind-review', 'mas-1', 'cas-1', '--otherwise', ...REASONS],
      rpc: 'recordBlindReview',
      request: { massActionId: 'mas-1', wouldImpose: false },
    },
    {
      line: ['case', 'mass-action', 'mas-1'],
      rpc: 'getMassAction',
      request: { massActionId: 'mas-1' },
    },
    {
      line: ['case', 'parity-report', ...REPORT, '--sender', 'snd-1', '--explain', 'NONE=a=b'],
      rpc: 'buildParityReport',
      request: {
        ...{ metric: 'optOutShare', threshold: 0.25, senderId: 'snd-1' },
        proposed: Standing.STANDING_SUSPENDED,
        explanations: { NONE: 'a=b' },
      },
    },
    {
      line: ['legal-hold', 'place', '--case', 'cas-1', '--authority', 'order 12', ...REASONS],
      rpc: 'placeLegalHold',
      request: { organisationId: '', caseId: 'cas-1', authority: 'order 12', reasons: 'why' },
    },
    {
      line: ['legal-hold', 'ask-lift', 'lgh-1', '--reasons', 'withdrawn'],
      rpc: 'askLegalHoldLift',
      request: { legalHoldId: 'lgh-1', reason: 'withdrawn' },
    },
    {
      line: ['legal-hold', 'lift', 'lgh-1', '--reasons', 'withdrawn'],
      rpc: 'liftLegalHold',
      request: { legalHoldId: 'lgh-1', reason: 'withdrawn' },
    },
    {
      line: ['legal-hold', 'list', '--all'],
      rpc: 'listLegalHolds',
      request: { includeLifted: true },
    },
    {
      line: ['appeal', 'decide', 'apl-1', '--dismiss', '--unfounded', ...REASONS],
      rpc: 'decideAppeal',
      request: { appealId: 'apl-1', manifestlyUnfounded: true },
    },
    { line: ['appeal', 'conduct'], rpc: 'getComplainant', request: { organisationId: '' } },
    {
      line: ['appeal', 'warn', 'org-1', ...REASONS],
      rpc: 'warnComplainant',
      request: { organisationId: 'org-1', reasons: 'why' },
    },
    {
      line: ['appeal', 'pause', 'org-1', '--until', '2026-12-20T00:00:00Z', ...REASONS],
      rpc: 'pauseComplaints',
      request: { organisationId: 'org-1', until: { seconds: 1_797_724_800n }, reasons: 'why' },
    },
    {
      line: ['appeal', 'resume', 'org-1', ...REASONS],
      rpc: 'resumeComplaints',
      request: { organisationId: 'org-1', reasons: 'why' },
    },
    { line: ['policy', 'shadow'], rpc: 'listShadowBreaches', request: {} },
    {
      line: ['pace', 'confirm', 'snd-1', '--reason', 'a new list'],
      rpc: 'confirmPace',
      request: { senderId: 'snd-1', reason: 'a new list' },
    },
    { line: ['pace', 'list'], rpc: 'listSlowStarts', request: { includeEnded: false } },
    { line: ['pace', 'list', '--all'], rpc: 'listSlowStarts', request: { includeEnded: true } },
    {
      line: ['sender', 'register', ...NUMBER, '--number-kind', 'campaign'],
      rpc: 'registerSender',
      request: { numberKind: NumberKind.NUMBER_KIND_CAMPAIGN },
    },
    {
      line: ['sender', 'register', ...NUMBER],
      rpc: 'registerSender',
      request: { numberKind: NumberKind.NUMBER_KIND_UNSPECIFIED },
    },
  ])('$line asks $rpc', async ({ line, rpc, request }) => {
    const ran = await run(line, { env });
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(recorder.calls).toMatchObject([{ rpc, request }]);
  });

  it.each<[string, string[], string]>([
    ['evidence is used or not', ['case', 'review-evidence', 'e', ...REASONS], 'either --use'],
    [
      'evidence is not both',
      ['case', 'review-evidence', 'e', '--use', '--reject', ...REASONS],
      'either --use',
    ],
    ['a blind review says what', ['case', 'blind-review', 'm', 'c', ...REASONS], 'either --same'],
    ['a term is whole hours', ['case', 'renew', 'c', '--hours', '1.5', ...REASONS], '1 to 336'],
    ['a term has an end', ['case', 'renew', 'c', '--hours', '337', ...REASONS], '1 to 336'],
    [
      'a threshold is a number',
      ['case', 'parity-report', '--metric', 'x', '--threshold', 'many', '--proposed', 'suspension'],
      '--threshold is a number',
    ],
    [
      'an explanation explains something',
      ['case', 'parity-report', ...REPORT, '--explain', 'NONE='],
      '--explain is <treatment>=<why>',
    ],
    ['a number is one kind', ['sender', 'register', ...NUMBER, '--number-kind', 'x'], 'choices'],
    [
      'only what is dismissed is unfounded',
      ['appeal', 'decide', 'apl-1', '--uphold', '--unfounded', ...REASONS],
      '--unfounded goes with --dismiss',
    ],
    [
      'a legal hold covers something',
      ['legal-hold', 'place', '--authority', 'order 12', ...REASONS],
      'either --case or --organisation',
    ],
    ['a confirmation gives a reason', ['pace', 'confirm', 'snd-1'], "'--reason <text>'"],
  ])('asks nobody when it is wrong: %s', async (_, line, message) => {
    const ran = await run(line, { env });
    expect(ran).toMatchObject({ exitCode: 2, err: expect.stringContaining(message) });
    expect(recorder.calls).toEqual([]);
  });

  it('shows a slow start to people, and all of it to programs', async () => {
    const slow = { slowStartId: 'slw-snd-1-1', senderId: 'snd-1', status: 'RUNNING', ruleId: 'r' };
    recorder.answers.set('listSlowStarts', { slowStarts: [slow] });
    const { out } = await run(['pace', 'list'], { env });
    expect(out).toMatch(/snd-1\s+running/);
    const { out: json } = await run(['pace', 'list', '--json'], { env });
    expect(JSON.parse(json)).toMatchObject([slow]);
  });

  it('shows where a mass action stands', async () => {
    const stands = { massActionId: 'mas-1', status: 'PROPOSED', accounts: 7, sample: ['cas-1'] };
    const massAction = { ...stands, approvals: 2, reviewsNeeded: 5, reviewsDone: 3 };
    recorder.answers.set('getMassAction', { massAction });
    const { out } = await run(['case', 'mass-action', 'mas-1'], { env });
    for (const said of ['7, of which 0 released', '3 of 5', 'cas-1']) expect(out).toContain(said);
  });

  it('shows how others were treated', async () => {
    const treatment = { label: 'sender 1', peak: 0.3, gravest: Standing.STANDING_WARNED };
    const counts = { reportSha256: 'ab', senders: 2n, treatedAlike: 1n, unexplained: 1n };
    recorder.answers.set('buildParityReport', { ...counts, treatments: [treatment] });
    const { out } = await run(['case', 'parity-report', ...REPORT], { env });
    expect(out).toMatch(/sender 1\s+0\.3\s+warned/);
    expect(out).toMatch(/otherwise, unexplained\s+1/);
  });

  it('saves the report as "case propose --parity" takes it', async () => {
    const attachment = { reportSha256: 'ab', metric: 'optOutShare' };
    recorder.answers.set('buildParityReport', { reportSha256: 'ab', attachment });
    const dir = mkdtempSync(join(tmpdir(), 'hustings-parity-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const path = join(dir, 'parity.json');
    await run(['case', 'parity-report', ...REPORT, '--save', path], { env });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject(attachment);
  });

  it('shows breaches of rules on trial', async () => {
    recorder.answers.set('listShadowBreaches', {
      breaches: [{ ruleId: 'sudden-volume', senderId: 'snd-9' }],
    });
    const { out } = await run(['policy', 'shadow'], { env });
    expect(out).toMatch(/sudden-volume\s+snd-9/);
  });
});
