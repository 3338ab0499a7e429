import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const PROCESS = fileURLToPath(new URL('young-process.ts', import.meta.url));
/** As governors are started. */
const FLAGS = ['--min-semi-space-size=32', '--max-semi-space-size=64'];

describe('a thread with a small young generation', () => {
  it('has one whatever the process was started with, and leaves that of others alone', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, PROCESS]);
    const { plain, small, main } = JSON.parse(stdout) as Record<string, number>;
    // Three halves of 8 MiB: one to fill, one to move to, one that waits to be swept.
    expect(small).toBeLessThanOrEqual(24);
    expect(plain).toBeGreaterThan(64);
    expect(main).toBeGreaterThan(64);
  });
});
