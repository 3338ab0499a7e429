import { setFlagsFromString } from 'node:v8';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** Most MiB of one half of the thread's young generation. */
const SEMI_SPACE_MIB = 8;

/**
 * Starts a thread whose young objects are collected often and so in a moment, whatever the process was started with: most of what a
 * connection holds is still in use when a group of calls is under way, and has to be moved (docs/decisions/0098).
 *
 * V8 has these sizes for a whole process and takes them from its flags when a heap is set up; `resourceLimits` of a thread give way to
 * flags of the command line. The heaps that are there already stay as they are; threads that are started later get the same sizes.
 */
export function startWithSmallYoung(entry: URL, options: WorkerOptions): Worker {
  setFlagsFromString('--min-semi-space-size=1');
  setFlagsFromString(`--max-semi-space-size=${SEMI_SPACE_MIB}`);
  return new Worker(entry, options);
}
