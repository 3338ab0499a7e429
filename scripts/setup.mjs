// npm run setup: everything that the other tasks need, without a question, in seconds when nothing is to be done.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SetupFailed } from './setup/commands.mjs';
import { installDependencies } from './setup/dependencies.mjs';
import { provideServers } from './setup/servers.mjs';
import { provideTools } from './setup/tools.mjs';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Prepares the workspace and gives the tools to run it with. Reports on standard error, so that the output of the task
 * that follows stays clean. Ends the process with a message when something cannot be had.
 *
 * @param {{ servers: boolean }} needs whether NATS and Redis are wanted
 */
export function setUp(needs) {
  const say = (/** @type {string} */ line) => process.stderr.write(`set-up: ${line}\n`);
  try {
    const tools = provideTools(ROOT, say);
    installDependencies(ROOT, tools, say);
    if (needs.servers) provideServers(ROOT, tools, say);
    return tools;
  } catch (error) {
    if (!(error instanceof SetupFailed)) throw error;
    say(error.message);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const started = Date.now();
  setUp({ servers: true });
  process.stderr.write(`set-up: ready (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
}
