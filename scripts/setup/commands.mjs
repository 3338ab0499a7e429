// Small helpers around child processes. Runs on Node 20 without any package.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What set-up cannot do by itself. The message is for the person at the terminal and says what to do. */
export class SetupFailed extends Error {}

/**
 * Runs a command and gives what it wrote to standard output. Its other output appears only when it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, purpose: string }} options `purpose` completes "cannot …"
 * @returns {string}
 */
export function run(command, args, { cwd, env, purpose }) {
  const done = spawnSync(command, args, { cwd, env: env ?? process.env, encoding: 'utf8' });
  if (done.status === 0) return done.stdout;
  const said = `${done.stderr ?? ''}${done.stdout ?? ''}`.trim() || done.error?.message || '';
  throw new SetupFailed(`cannot ${purpose}: ${command} failed\n${lastLines(said, 15)}`);
}

/**
 * The first executable of a name on the PATH, or null.
 *
 * @param {string} name
 * @param {string} [path]
 */
export function findOnPath(name, path = process.env.PATH ?? '') {
  return (
    path
      .split(delimiter)
      .map((folder) => join(folder, name))
      .find(isExecutable) ?? null
  );
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The version that a program states about itself, `major.minor.patch`, or null when it does not run.
 *
 * @param {string} file
 */
export function statedVersion(file) {
  const { status, stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  if (status !== 0) return null;
  // redis-server writes "v=7.0.15", nats-server "v2.15.1", node "v24.1.0".
  return /v=?(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? null;
}

/**
 * True when a version is at least the wanted one.
 *
 * @param {string} version
 * @param {string} wanted
 */
export function isAtLeast(version, wanted) {
  const [have, need] = [numbersOf(version), numbersOf(wanted)];
  const differing = need.findIndex((number, place) => number !== (have[place] ?? 0));
  return differing === -1 || (have[differing] ?? 0) > (need[differing] ?? 0);
}

/** @param {string} version */
function numbersOf(version) {
  return version.split('.').map(Number);
}

/**
 * @param {string} text
 * @param {number} count
 */
function lastLines(text, count) {
  return text.split('\n').slice(-count).join('\n');
}
