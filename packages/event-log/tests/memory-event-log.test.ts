import { memoryEventLog } from '../src/index.ts';
import { describeEventLog } from './support/conformance/index.ts';

describeEventLog('in memory', async () => {
  const log = memoryEventLog();
  return {
    log,
    appendRaw: async (subject, raw) => log.appendRaw('0', subject, raw),
    stop: async () => undefined,
  };
});
