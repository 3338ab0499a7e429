import { type OutboundMessage, Outcome, Reason } from '@hustings/contracts/governor';
import { err, ok, type Result } from '@hustings/kernel';
import { RpcFailure } from '@hustings/service-kit';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Recipient,
  type RowFault,
  type RowOutcome,
  type SendCampaignOptions,
  type SendSummary,
  sendCampaign,
} from '../src/index.ts';
import {
  type GovernorBehaviour,
  refusal,
  type Served,
  serve,
  TestGovernor,
} from './support/governor.ts';

const open: Served[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((served) => served.stop()));
});

async function start(behaviour: GovernorBehaviour = {}) {
  const governor = new TestGovernor(behaviour);
  const served = await serve(governor);
  open.push(served);
  return { governor, served };
}

function rowOf(index: number): Recipient {
  const to = `+34600000${String(index).padStart(3, '0')}`;
  return { line: index + 2, to, language: 'es', fields: { to } };
}

async function* rowsOf(count: number): AsyncGenerator<Result<Recipient, RowFault>> {
  for (let index = 0; index < count; index++) yield ok(rowOf(index));
}

function render({ to }: Recipient): Result<OutboundMessage, RowFault> {
  return ok({
    idempotencyKey: `key-${to}`,
    senderId: 'snd-a',
    campaignId: 'cmp-a',
    to,
    defaultCountry: '',
    text: 'Hola',
    links: [],
    priority: 1,
    mode: 1,
    expiresAt: undefined,
    personalParts: [],
    recipientZone: '',
    recipientRegion: '',
    seatId: '',
  });
}

function send(served: Served, options: Partial<SendCampaignOptions> = {}): Promise<SendSummary> {
  const { signal } = new AbortController();
  return sendCampaign({ client: served.client, rows: rowsOf(640), render, signal, ...options });
}

describe('a mailing', () => {
  test('sends every row once and says so', async () => {
    const { governor, served } = await start();
    const { end, tally } = await send(served);
    expect(end).toEqual({ kind: 'complete' });
    expect(tally).toEqual({
      rows: 640,
      unanswered: 0,
      accepted: 640,
      repeated: 0,
      refused: {},
      broken: {},
      reconnects: 0,
    });
    expect(new Set(governor.accepted).size).toBe(640);
    expect(governor.largestFrame).toBe(64);
  });

  test('is resumed over broken streams, and nothing goes out twice', async () => {
    const { governor, served } = await start({ breakEvery: 150 });
    const lines: number[] = [];
    const { end, tally } = await send(served, { onRow: ({ line }) => lines.push(line) });
    expect(end).toEqual({ kind: 'complete' });
    expect(tally.accepted).toBe(640);
    expect(tally.reconnects).toBe(governor.streams - 1);
    expect(governor.streams).toBeGreaterThanOrEqual(5);
    expect(new Set(governor.accepted).size).toBe(640);
    expect(lines.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 640 }, (_, i) => i + 2));
  });

  test('run again sends nothing, and counts what an earlier run had sent', async () => {
    const { governor, served } = await start();
    await send(served, { rows: rowsOf(100) });
    const { tally } = await send(served, { rows: rowsOf(120) });
    expect(tally).toMatchObject({ accepted: 120, repeated: 100 });
    expect(governor.accepted).toHaveLength(120);
  });

  test.each([1, 100, 256])('keeps at most %i messages under way', async (concurrency) => {
    const { served } = await start();
    let most = 0;
    const onProgress = ({ unanswered }: { unanswered: number }) => {
      most = Math.max(most, unanswered);
    };
    const { tally } = await send(served, { concurrency, onProgress, rows: rowsOf(300) });
    expect(tally.accepted).toBe(300);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(concurrency);
  });

  test('goes on when single rows are refused, broken or doubled', async () => {
    const { served } = await start({
      decide: ({ to }) => (to.endsWith('7') ? refusal(Reason.REASON_INVALID_NUMBER) : {}),
    });
    async function* rows(): AsyncGenerator<Result<Recipient, RowFault>> {
      yield* rowsOf(10);
      yield err({ line: 12, reason: 'BROKEN_ROW', detail: 'a quote is not closed' });
      yield ok({ ...rowOf(3), line: 13 });
    }
    const outcomes: RowOutcome[] = [];
    const { end, tally } = await send(served, { rows: rows(), onRow: (row) => outcomes.push(row) });
    expect(end).toEqual({ kind: 'complete' });
    expect(tally).toMatchObject({
      rows: 12,
      accepted: 9,
      refused: { INVALID_NUMBER: 1 },
      broken: { BROKEN_ROW: 1, DUPLICATE_ROW: 1 },
    });
    const byLine = new Map(outcomes.map((row) => [row.line, row]));
    expect(byLine.get(9)).toMatchObject({ outcome: 'REFUSED', reason: 'INVALID_NUMBER' });
    expect(byLine.get(12)).toMatchObject({ outcome: 'BROKEN', reason: 'BROKEN_ROW' });
    expect(byLine.get(13)?.detail).toContain('line 5');
    expect(
      JSON.stringify(outcomes.map(({ idempotencyKey: _, messageId: __, ...row }) => row)),
    ).not.toContain('+34');
  });

  test('tries a row again that is held, and tells when it stays held', async () => {
    const held = { outcome: Outcome.OUTCOME_HELD, reason: Reason.REASON_CLASSIFIER_UNAVAILABLE };
    const { served } = await start({
      decide: ({ to }, asked) => (to.endsWith('0') || asked === 1 ? held : {}),
    });
    const { tally } = await send(served, { rows: rowsOf(3) });
    expect(tally).toMatchObject({ accepted: 2, refused: { CLASSIFIER_UNAVAILABLE: 1 } });
  });
});

describe('a mailing ends', () => {
  test('at once when the credential is refused', async () => {
    const refuse = RpcFailure.unauthenticated('CREDENTIAL_INVALID', 'unknown');
    const { governor, served } = await start({ refuse });
    const { end } = await send(served);
    expect(end).toMatchObject({ kind: 'failed', failure: { reason: 'CREDENTIAL_INVALID' } });
    expect(governor.streams).toBe(1);
  });

  test('when nobody answers for as long as it waits', async () => {
    const { governor, served } = await start({
      refuse: RpcFailure.unavailable('STARTING', 'starting'),
    });
    const { end, tally } = await send(served, { giveUpAfterMs: 500 });
    expect(end).toMatchObject({ kind: 'failed', failure: { reason: 'STARTING' } });
    expect(governor.streams).toBeGreaterThan(1);
    expect(tally.accepted).toBe(0);
  });

  test('with answers to what was under way when it is stopped', async () => {
    const { governor, served } = await start();
    const stop = new AbortController();
    const { end, tally } = await send(served, {
      signal: stop.signal,
      onRow: ({ line }) => {
        if (line === 200) stop.abort();
      },
    });
    expect(end).toEqual({ kind: 'interrupted' });
    expect(tally.unanswered).toBe(0);
    expect(tally.accepted).toBe(tally.rows);
    expect(tally.rows).toBeLessThan(640);
    expect(governor.accepted).toHaveLength(tally.rows);
  });

  test('with the error of its rows', async () => {
    const { served } = await start();
    async function* rows(): AsyncGenerator<Result<Recipient, RowFault>> {
      yield* rowsOf(5);
      throw new Error('the disk is gone');
    }
    await expect(send(served, { rows: rows() })).rejects.toThrow('the disk is gone');
  });
});
