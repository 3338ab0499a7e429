// npm run <task>: sets up what the task needs, then runs it on Node 24. Signals and the exit code pass through.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ROOT, setUp } from './setup.mjs';

/** @type {Record<string, { file: string, args?: string[], servers: boolean }>} */
const TASKS = {
  demo: { file: 'packages/dev-env/src/demo/main.ts', servers: true },
  start: { file: 'packages/dev-env/src/start/main.ts', servers: true },
  test: { file: 'node_modules/vitest/vitest.mjs', args: ['run'], servers: true },
  bench: { file: 'bench/src/main.ts', servers: true },
  chaos: { file: 'chaos/src/main.ts', servers: true },
  'recognition-report': { file: 'bench/src/recognition.ts', servers: false },
  detection: { file: 'detection/src/main.ts', servers: false },
  sim: { file: 'sim/src/main.ts', servers: false },
  check: { file: 'scripts/check.mjs', servers: false },
  profiles: { file: 'scripts/generate-profiles.mjs', servers: false },
  generate: { file: 'scripts/generate-contracts.mjs', servers: false },
  hustings: { file: 'packages/cli/src/main.ts', servers: false },
};

const [name = '', ...rest] = process.argv.slice(2);
const task = TASKS[name];
if (task === undefined) {
  process.stderr.write(`unknown task "${name}"; there are: ${Object.keys(TASKS).join(', ')}\n`);
  process.exit(2);
}

const tools = setUp({ servers: task.servers });
const child = spawn(tools.node, [join(ROOT, task.file), ...(task.args ?? []), ...rest], {
  cwd: name === 'hustings' ? (process.env.INIT_CWD ?? process.cwd()) : ROOT,
  env: {
    NODE_COMPILE_CACHE: join(ROOT, '.cache/node-compile'), // halves the time to start
    ...process.env,
    PATH: tools.path,
  },
  stdio: 'inherit',
});

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  let passedOn = false;
  process.on(signal, () => {
    // Ctrl-C reaches the child by itself, as part of the terminal's foreground group, and npm repeats it to us: a
    // second one would cut short the child's orderly end.
    if (passedOn || (signal === 'SIGINT' && process.stdin.isTTY)) return;
    passedOn = true;
    child.kill(signal);
  });
}
child.on('exit', (code, signal) => {
  process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
});
