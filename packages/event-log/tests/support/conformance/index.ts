import { afterAll, beforeAll, describe } from 'vitest';
import type { EventLog } from '../../../src/index.ts';
import { describeAppending } from './appending.ts';
import { describeFollowing } from './following.ts';
import { describeGates } from './gates.ts';
import { describeAnchors, describeCorruption } from './soundness.ts';
import type { Subject } from './subject.ts';
import { describeTogether } from './together.ts';

/** What every implementation of the event log must do. */
export function describeEventLog(name: string, open: () => Promise<Subject>): void {
  describe(`event log: ${name}`, () => {
    let subject: Subject;
    let log: EventLog;
    beforeAll(async () => {
      subject = await open();
      log = subject.log;
    });
    afterAll(() => subject.stop());

    describeAppending(() => log);
    describeGates(() => log);
    describeTogether(() => log);
    describeFollowing(() => log);
    describeCorruption(() => subject);
    describeAnchors(() => log);
  });
}
