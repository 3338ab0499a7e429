import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PublishedLog } from './support/published-log.ts';
import { run } from './support/run.ts';

const MESSAGE = '0198b1c2-7d3e-7a01-8b2c-3d4e5f60718a';

let dir: string;
let log: PublishedLog;
let keys: string;
let receipt: string;
/** Checkpoints after 100 and after 300 commits. */
let early: string;
let late: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hustings-log-'));
  log = new PublishedLog(join(dir, 'log/0'));
  log.grow(99);
  log.grow(1, MESSAGE);
  early = file('early', log.checkpoint);
  receipt = file('receipt.jsonl', `${await log.receipt(100, MESSAGE)}\n`);
  log.grow(200);
  late = file('late', log.checkpoint);
  keys = file('keys', `${log.key}\n`);
});

afterAll(() => rmSync(dir, { recursive: true }));

describe('hustings log verify', () => {
  it('verifies one log, or all in a folder, with a key or a file of keys', async () => {
    for (const folder of [log.folder, join(dir, 'log')]) {
      expect(await run(['log', 'verify', folder, '--key', log.key, '--json'])).toMatchObject({
        exitCode: 0,
        out: `${JSON.stringify({
          ok: true,
          logs: [{ folder: log.folder, origin: 'log.example/0', size: 300 }],
        })}\n`,
      });
    }
    expect(await run(['log', 'verify', log.folder, '--key', keys])).toEqual({
      ...{ exitCode: 0, err: '', out: 'log.example/0: 300 commits verified\n' },
    });
  });

  it.each([
    {
      when: 'an entry was changed',
      path: 'tile/entries/000',
      change: flip,
      reason: 'LOG_TILE_DIFFERS',
    },
    {
      when: 'an entry names another place',
      path: 'tile/entries/000',
      change: otherPlace,
      reason: 'LOG_ENTRY_WRONG',
    },
    {
      when: 'a tile was changed',
      path: 'tile/0/001.p/44',
      change: flip,
      reason: 'LOG_TILE_DIFFERS',
    },
    {
      when: 'a tile is cut',
      path: 'tile/0/000',
      change: (text: string) => text.slice(1),
      reason: 'LOG_FILE_MALFORMED',
    },
    { when: 'a tile is gone', path: 'tile/0/000', change: null, reason: 'LOG_FILE_MISSING' },
    {
      when: 'the checkpoint was changed',
      path: 'checkpoint',
      change: otherSize,
      reason: 'CHECKPOINT_SIGNATURE_WRONG',
    },
    {
      when: 'the checkpoint is none',
      path: 'checkpoint',
      change: () => 'hello',
      reason: 'CHECKPOINT_MALFORMED',
    },
  ])('fails in one line, with a reason, when $when', async ({ when, path, change, reason }) => {
    const folder = join(dir, `copy of ${when}`);
    cpSync(log.folder, folder, { recursive: true });
    const target = join(folder, path);
    if (change === null) rmSync(target);
    else writeFileSync(target, change(readFileSync(target, 'latin1')), 'latin1');
    const ran = await run(['log', 'verify', folder, '--key', keys, '--json']);
    expect(ran.exitCode).toBe(1);
    expect(JSON.parse(ran.err)).toMatchObject({ error: { reason } });
  });

  it.each([
    ['an unknown key', ['--key', 'nothing'], '--key is neither a key nor a readable file'],
    ['a folder without a log', ['--key', '{keys}', '{dir}'], 'holds no log'],
    ['no key', [], "required option '--key"],
  ])('is refused with %s', async (_, args, message) => {
    const folder = args.includes('{dir}') ? mkdtempSync(join(dir, 'empty-')) : log.folder;
    const given = args.filter((arg) => arg !== '{dir}').map((arg) => arg.replace('{keys}', keys));
    const ran = await run(['log', 'verify', folder, ...given]);
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toContain(message);
  });

  it('does not take a log whose key is not given', async () => {
    const other = new PublishedLog(join(dir, 'other'), 'other.example/0');
    const ran = await run(['log', 'verify', log.folder, '--key', other.key, '--json']);
    expect(ran).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('CHECKPOINT_OTHER_LOG'),
    });
  });
});

describe('hustings log verify-receipt', () => {
  it('shows the decision that is proved, long after, with no service', async () => {
    const ran = await run(['log', 'verify-receipt', receipt, '--key', keys]);
    expect(ran).toEqual({
      ...{ exitCode: 0, err: '' },
      out: `${MESSAGE}: admission refused (opted-out-organisation) at 0:100, under 100 commits of log.example/0\n`,
    });
  });

  it('shows also that the published log still holds it', async () => {
    const check = ['log', 'verify-receipt', receipt, '--key', keys, '--folder'];
    expect(await run([...check, log.folder])).toMatchObject({ exitCode: 0 });
    const rewritten = new PublishedLog(join(dir, 'rewritten'));
    rewritten.grow(301);
    const ran = await run([...check, rewritten.folder, '--json']);
    expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining('NOT_CONSISTENT') });
  });

  it.each([
    ['the message is another', { messageId: MESSAGE.replace('0198', '0199') }, 'OTHER_MESSAGE'],
    ['the decision was changed', { decision: 'AAAA' }, 'DECISION_NOT_IN_COMMIT'],
    ['the place was changed', { seq: '101' }, 'COMMIT_NOT_IN_LOG'],
    ['the partition was changed', { partition: '1' }, 'COMMIT_NOT_IN_LOG'],
    ['there is no proof', { commitProof: [] }, 'COMMIT_NOT_IN_LOG'],
    ['the checkpoint is gone', { checkpoint: '' }, 'CHECKPOINT_MALFORMED'],
  ])('fails when %s', async (_, change, reason) => {
    const changed = { ...JSON.parse(readFileSync(receipt, 'utf8')), ...change };
    const path = file('changed.jsonl', JSON.stringify(changed));
    const ran = await run(['log', 'verify-receipt', path, '--key', keys, '--json']);
    expect(ran.exitCode).toBe(1);
    expect(JSON.parse(ran.err)).toMatchObject({ error: { reason } });
  });

  it.each([
    ['no JSON', 'hello'],
    ['another format', '{"format":"x"}'],
    ['nothing', '\n'],
  ])('is refused for a file with %s', async (_, content) => {
    const path = file('bad.jsonl', content);
    const ran = await run(['log', 'verify-receipt', path, '--key', keys]);
    expect(ran).toMatchObject({ exitCode: 2, err: expect.stringMatching(/^error: [^\n]*\n$/) });
  });
});

describe('hustings log consistency', () => {
  const check = (old: string, latest: string) =>
    run(['log', 'consistency', old, latest, '--key', keys, '--folder', log.folder, '--json']);

  it('holds between an earlier checkpoint and a later one', async () => {
    expect(await check(early, late)).toMatchObject({ exitCode: 0 });
    expect(await check(late, late)).toMatchObject({ exitCode: 0 });
  });

  it('does not hold backwards, between logs, or after the log was rewritten', async () => {
    const reasonOf = ({ err }: { err: string }): string => JSON.parse(err).error.reason;
    expect(reasonOf(await check(late, early))).toBe('LOG_SHORTER');
    const other = new PublishedLog(join(dir, 'another'), 'other.example/0');
    other.grow(300);
    writeFileSync(keys, `${log.key}\n${other.key}\n`);
    expect(reasonOf(await check(early, file('other', other.checkpoint)))).toBe(
      'CHECKPOINT_OTHER_LOG',
    );
    const forked = new PublishedLog(join(dir, 'forked'));
    forked.grow(300);
    expect(reasonOf(await check(early, file('fork', forked.checkpoint)))).toBe('NOT_CONSISTENT');
  });
});

describe('hustings log watch', () => {
  it('keeps the latest checkpoint, finds a fork, and then keeps the evidence', async () => {
    const kept = join(dir, 'kept');
    const watch = (folder: string) =>
      run(['log', 'watch', kept, '--key', keys, '--folder', folder, '--json']);
    const growing = new PublishedLog(join(dir, 'growing'));
    growing.grow(7);
    expect(await watch(growing.folder)).toMatchObject({ exitCode: 0 });
    growing.grow(500);
    expect(JSON.parse((await watch(growing.folder)).out)).toMatchObject({ oldSize: 7, size: 507 });
    const fork = new PublishedLog(join(dir, 'fork of growing'));
    fork.grow(507, MESSAGE);
    expect(await watch(fork.folder)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('NOT_CONSISTENT'),
    });
    expect(readFileSync(kept, 'utf8')).toBe(growing.checkpoint);
  });

  it('adds the signature of a witness, which verify can ask for', async () => {
    const kept = join(dir, 'cosigned');
    const seed = file('seed', `${'ab'.repeat(32)}\n`);
    const witness = ['--witness', 'observatory.example', '--witness-key', seed];
    const watch = ['log', 'watch', kept, '--key', keys, '--folder', log.folder];
    const ran = await run([...watch, ...witness, '--json']);
    const { witnessKey } = JSON.parse(ran.out);
    const verify = ['log', 'verify', log.folder, '--key', keys, '--witness', witnessKey, '--json'];
    expect(await run(verify)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('WITNESS_MISSING'),
    });
    cpSync(kept, join(log.folder, 'checkpoint'));
    expect(await run(verify)).toMatchObject({ exitCode: 0 });
  });

  it('is refused with half a witness', async () => {
    const watch = ['log', 'watch', join(dir, 'x'), '--key', keys, '--folder', log.folder];
    const ran = await run([...watch, '--witness', 'observatory.example']);
    expect(ran).toMatchObject({ exitCode: 2, err: expect.stringContaining('belong together') });
  });
});

function file(name: string, content: string): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

/** Changes one character, in a file of base64 within it. */
function flip(text: string): string {
  const at = text.length - 20;
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
}

function otherPlace(text: string): string {
  return text.replace('0/17\n', '0/18\n');
}

function otherSize(text: string): string {
  return text.replace('\n300\n', '\n299\n');
}
