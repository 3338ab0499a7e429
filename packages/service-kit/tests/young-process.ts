/**
 * A process whose threads make garbage: prints, as JSON, the most MiB that the young generation of each held. The first thread was
 * started like all threads, the second by `startWithSmallYoung`, the third after it on the process's own thread.
 */
import { fileURLToPath } from 'node:url';
import { getHeapSpaceStatistics } from 'node:v8';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { startWithSmallYoung } from '../src/front/small-young.ts';

const MIB = 1024 * 1024;
const KEPT = 200_000;
const MADE = 6_000_000;

/** Much of what is made lives until as many others were made after it, so that V8 would like more room. */
function fill(): number {
  const kept: object[] = [];
  let most = 0;
  for (let index = 0; index < MADE; index++) {
    kept[index % KEPT] = { index };
    if (index % 100_000 === 0) most = Math.max(most, youngBytes());
  }
  return most / MIB;
}

function youngBytes(): number {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  return space?.space_size ?? Number.NaN;
}

function answerOf(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

if (isMainThread) {
  const entry = new URL(import.meta.url);
  const plain = await answerOf(new Worker(fileURLToPath(entry)));
  const small = await answerOf(startWithSmallYoung(entry, {}));
  process.stdout.write(JSON.stringify({ plain, small, main: fill() }));
} else {
  parentPort?.postMessage(fill());
}
