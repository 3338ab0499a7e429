import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack, startStack } from '../stack/start-stack.ts';

/** Real servers and the fleet as processes, made for one demonstration. */
export interface World extends Stack {
  /** Data and logs of all processes. */
  dir: string;
  /** Members that ended without being asked to, with the end of their logs. */
  unexpectedExits: string[];
}

/** Starts NATS, Redis and every service on free loopback ports, and puts the policy in force. */
export async function openWorld(policyJson: string): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'hustings-demo-'));
  const unexpectedExits: string[] = [];
  const stack = await startStack({
    dir,
    policyJson,
    onUnexpectedExit: ({ name, lastLines }) => unexpectedExits.push(`${name}: ${lastLines}`),
  });
  return { ...stack, dir, unexpectedExits };
}

/** Removes the data and logs of a demonstration that went well. */
export function forgetWorld({ dir }: World): void {
  rmSync(dir, { recursive: true, force: true });
}
