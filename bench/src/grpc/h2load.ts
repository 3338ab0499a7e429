import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GovernorServiceDefinition } from '@hustings/contracts/governor';
import { provideH2load } from '../../../scripts/setup/h2load.mjs';
import { GRPC_PREFIX_BYTES } from './load/http2-connection.ts';
import { MessageMint } from './load/message-mint.ts';
import { KNOWN_RECIPIENTS } from './loads.ts';

const execute = promisify(execFile);

/** Runs Debian's h2load with one fixed request; answers with its requests a second. */
export async function runH2load(load: {
  address: string;
  connections: number;
  inFlight: number;
  seconds: number;
}): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'hustings-h2load-'));
  try {
    const body = join(dir, 'body');
    writeFileSync(body, fixedBody());
    const { stdout } = await execute(provideH2load(), [
      `--clients=${load.connections}`,
      `--max-concurrent-streams=${load.inFlight}`,
      `--duration=${load.seconds}`,
      '--header=content-type: application/grpc',
      '--header=te: trailers',
      `--data=${body}`,
      `http://${load.address}/${GovernorServiceDefinition.fullName}/Send`,
    ]);
    const rate = /finished in [^,]+, ([\d.]+) req\/s/.exec(stdout)?.[1];
    if (rate === undefined) throw new Error(`h2load says nothing of its rate: ${stdout}`);
    return Number(rate);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function fixedBody(): Buffer {
  const party = { toolToken: '', senderId: 'snd-bench', campaignId: 'cmp-bench' };
  const mint = new MessageMint({ run: 'h2load', recipients: KNOWN_RECIPIENTS }, party, 0);
  const body = Buffer.alloc(GRPC_PREFIX_BYTES + mint.maxBytes * 2);
  const end = mint.writeField(body, GRPC_PREFIX_BYTES);
  body.writeUInt32BE(end - GRPC_PREFIX_BYTES, 1);
  return body.subarray(0, end);
}
