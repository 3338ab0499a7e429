import { parseArgs } from 'node:util';
import { MEMBER_NAMES, MEMBERS, WEBHOOK_PORT } from '../fleet/members.ts';
import type { FleetPorts } from '../fleet/ports.ts';

export interface StartSettings {
  dir: string;
  ports: FleetPorts;
}

/** Where the command-line client looks for a profile by itself. */
export const USUAL_DIR = '.data/start';

/** Port of the first member where nothing else is said; the others follow. */
const USUAL_PORT_BASE = MEMBERS['sender-registry'].port;
const HIGHEST_PORT = 65_535;

export const USAGE = `usage: npm start -- [--port-base N] [--dir FOLDER]
  --port-base N   first of ${WEBHOOK_PORT - USUAL_PORT_BASE + 1} ports on 127.0.0.1 (${USUAL_PORT_BASE})
  --dir FOLDER    data, logs and secrets (${USUAL_DIR})`;

/** Reads the command line. Throws an error with one line for a fault in it. */
export function readSettings(args: string[]): StartSettings {
  const { values } = parseArgs({
    args,
    options: {
      'port-base': { type: 'string', default: String(USUAL_PORT_BASE) },
      dir: { type: 'string', default: USUAL_DIR },
    },
  });
  const offset = portBase(values['port-base']) - USUAL_PORT_BASE;
  const members = MEMBER_NAMES.map((name) => [name, MEMBERS[name].port + offset] as const);
  return {
    dir: values.dir,
    ports: {
      members: Object.fromEntries(members) as FleetPorts['members'],
      webhooks: WEBHOOK_PORT + offset,
    },
  };
}

function portBase(text: string): number {
  const highest = HIGHEST_PORT - (WEBHOOK_PORT - USUAL_PORT_BASE);
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1024 && port <= highest) return port;
  throw new Error(`--port-base must be a number from 1024 to ${highest}, not "${text}"`);
}
