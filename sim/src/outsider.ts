import { readFileSync } from 'node:fs';
import { Findings, PolicyTimeline, ProcessCheck } from '@hustings/auditor/simulation';
import { Commit } from '@hustings/contracts/log';
import { caseCodec } from '@hustings/enforcement/simulation';
import { encodeEvent } from '@hustings/event-log';
import { parsePolicyText } from '@hustings/policy';
import type { Entry } from './log.ts';
import type { World } from './world.ts';

const POLICY = new URL('../../examples/policies/default.json', import.meta.url);

/** The policy whose ladder the simulated machine follows, in force from the beginning. */
const policies = new PolicyTimeline();
{
  const parsed = parsePolicyText(readFileSync(POLICY, 'utf8'));
  if (!parsed.ok) throw new Error('the default policy is one');
  policies.add({
    ...{ type: 'PolicyActivated', organisationId: '', hash: 'default', effectiveAtUs: 0 },
    policy: parsed.value,
  });
}

/** Judges the log as whoever replays it does, by the auditor's code; returns the first finding, or null. */
export function findsNothing(world: World): string | null {
  const findings = new Findings();
  const check = new ProcessCheck(findings, policies);
  for (const entry of world.log.entries) check.takeCommit(asStored(entry));
  check.finish(world.nowUs);
  return findings.kept()[0]?.text ?? null;
}

/** Without the actor: here anybody at hand gives the orders of an owner. */
function asStored({ seq, caseId, events, atUs, commitId }: Entry) {
  const commit = Commit.fromPartial({
    ...{ commitId, context: 'enforcement', aggregate: 'case', aggregateId: caseId },
    events: events.map((event) => {
      const { eventType, data } = encodeEvent(caseCodec, event);
      return { eventType, data: Buffer.from(data) };
    }),
    occurredAtUs: BigInt(Math.trunc(atUs)),
  });
  return { partition: '0', seq, subject: '', commit, raw: new Uint8Array() };
}
