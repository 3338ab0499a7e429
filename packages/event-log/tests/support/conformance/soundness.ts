import { expect, it } from 'vitest';
import {
  type CorruptEntry,
  type EventLog,
  LogDiverged,
  type LogEntry,
  leafHashOf,
} from '../../../src/index.ts';
import { sender, someCommit } from '../commits.ts';
import { readAll } from '../reading.ts';
import type { Subject } from './subject.ts';

/** Messages that are no commits. */
export function describeCorruption(subject: () => Subject): void {
  const poison: [string, Uint8Array][] = [
    ['an empty message', new Uint8Array()],
    ['random bytes', Uint8Array.from({ length: 64 }, (_, n) => (n * 167 + 13) & 0xff)],
    ['text', new TextEncoder().encode('{"commit":"no"}')],
    ['a commit cut short', Uint8Array.of(0x0a, 0x24, 0x30, 0x31)],
  ];

  it.each(poison)('passes %s on as corrupt, with its position, and goes on', async (_name, raw) => {
    const { log, appendRaw } = subject();
    const seq = await appendRaw('hustings.evt.0.registry.sender.poison', raw);
    const next = someCommit({ ref: sender(`after-poison-${seq}`) });
    await log.append(next, 0);
    const [corrupt, entry] = await readAll(log, { after: seq - 1 });
    expect(corrupt).toMatchObject({ partition: '0', seq, fault: expect.any(String) });
    expect(Buffer.from(corrupt?.raw ?? [])).toEqual(Buffer.from(raw));
    expect(entry).toMatchObject({ seq: seq + 1, commit: { commitId: next.commitId } });
  });

  it('takes a commit on the subject of another for corrupt', async () => {
    const { log, appendRaw } = subject();
    const stolen = someCommit({ ref: sender('owner') });
    await log.append(stolen, 0);
    const { raw } = (await log.load(stolen.ref)) as LogEntry;
    const seq = await appendRaw('hustings.evt.0.registry.sender.thief', raw);
    const [corrupt] = (await readAll(log, { after: seq - 1 })) as CorruptEntry[];
    expect(corrupt?.fault).toBe('stands on the subject of another');
    await expect(log.load(sender('thief'))).rejects.toThrow('subject of another');
  });
}

/** Proof of where a reader stands. */
export function describeAnchors(log: () => EventLog): void {
  it('gives an anchor that holds, at any sequence and at the start', async () => {
    const entry = (await log().load(sender('load-1'))) as LogEntry;
    const anchor = await log().anchorAt('0', entry.seq);
    expect(anchor).toMatchObject({ seq: entry.seq, leafHash: leafHashOf(entry.raw) });
    await expect(log().verifyAnchor('0', anchor)).resolves.toBeUndefined();
    const start = await log().anchorAt('0', 0);
    expect(start).toMatchObject({ seq: 0, leafHash: '' });
    await expect(log().verifyAnchor('0', start)).resolves.toBeUndefined();
  });

  it.each([
    ['other bytes', { leafHash: '00'.repeat(32) }, 'other bytes'],
    ['another stream', { streamCreated: '2001-01-01T00:00:00Z' }, 'another stream'],
    ['a log that ends earlier', { seq: 1_000_000 }, 'lost its tail'],
  ])('finds %s', async (_name, change, message) => {
    const anchor = { ...(await log().anchorAt('0', 1)), ...change };
    const verifying = log().verifyAnchor('0', anchor);
    await expect(verifying).rejects.toThrow(LogDiverged);
    await expect(verifying).rejects.toThrow(message);
  });
}
