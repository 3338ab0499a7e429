import { writeFileSync } from 'node:fs';
import type { Fleet } from '../fleet/fleet.ts';

/** Writes where the services are and the operator's token, for the command-line client. Only its owner reads it. */
export function writeProfile(file: string, { addresses, secrets }: Fleet): void {
  const profile = {
    token: secrets.operatorToken,
    addresses: {
      registry: addresses['sender-registry'],
      governor: addresses.governor,
      classifier: addresses['content-classifier'],
      optout: addresses['optout-ledger'],
      enforcement: addresses.enforcement,
      dispatcher: addresses.dispatcher,
      auditor: addresses.auditor,
      console: addresses.console,
    },
  };
  writeFileSync(file, `${JSON.stringify(profile, null, 2)}\n`, { mode: 0o600 });
}
