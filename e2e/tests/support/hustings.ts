import { type Io, runCli } from '@hustings/cli';
import type { Scene } from './scene.ts';

/** What a command came to. */
export interface Ran {
  exitCode: number;
  out: string;
  err: string;
}

/** Runs a command line of `hustings` with one credential; inside this process, which spares its start each time. */
export async function hustings(scene: Scene, token: string, args: readonly string[]): Promise<Ran> {
  const { addresses } = scene.stack.fleet;
  const ran = { out: '', err: '' };
  const io: Io = {
    out: (text) => {
      ran.out += text;
    },
    err: (text) => {
      ran.err += text;
    },
    env: {
      HUSTINGS_TOKEN: token,
      HUSTINGS_REGISTRY_ADDRESS: addresses['sender-registry'],
      HUSTINGS_GOVERNOR_ADDRESS: addresses.governor,
      HUSTINGS_OPTOUT_ADDRESS: addresses['optout-ledger'],
      HUSTINGS_ENFORCEMENT_ADDRESS: addresses.enforcement,
      HUSTINGS_AUDITOR_ADDRESS: addresses.auditor,
    },
    interactive: false,
    colours: false,
    interrupted: new AbortController().signal,
  };
  const exitCode = await runCli([...args], io);
  return { exitCode, ...ran };
}
