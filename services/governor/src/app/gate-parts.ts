import type { DecisionsRecorded, SealedItem } from '@hustings/contracts/governor';
import { DecisionsRecorded as DecisionsRecordedCodec } from '@hustings/contracts/governor';
import { ActorKind } from '@hustings/contracts/log';
import { AppendUnknown, type EventLog, gateRef, LogUnavailable } from '@hustings/event-log';
import { assert, type Clock, type Ids, present } from '@hustings/kernel';
import type { GateVerdict } from '@hustings/policy';
import {
  type ContentStore,
  commitmentOf,
  createContent,
  type RecipientKeys,
  sealMessage,
} from '@hustings/privacy';
import type { GateRef, GateScripts, QueuedMessage } from '@hustings/redis-scripts';
import { RpcFailure } from '@hustings/service-kit';
import { type DecisionSubject, isAccepted } from '../domain/record.ts';
import type { AllPoliticalList } from '../ports/all-political-list.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Group } from './form-group.ts';
import type { WaitingCall } from './group.ts';
import type { Position } from './position.ts';

/** What a gate's worker works with. */
export interface GateParts {
  scripts: GateScripts;
  allPolitical: AllPoliticalList;
  position: Position;
  clock: Clock;
  telemetry: Telemetry;
  /** Closes every gate and rebuilds the store; a request while one runs changes nothing. */
  requestRebuild: (why: string) => void;
  /** Whether this process's word in the barrier still holds. */
  mayAct: () => boolean;
  /** All-political pseudonyms of releases and calls, in that order. */
  allPoliticalPseudonyms(releases: QueuedMessage[], calls: WaitingCall[]): Promise<string[]>;
  /** Seals and stores what was accepted; answers with all subjects, the accepted ones pointing to their content. */
  storeContent(ref: GateRef, group: Group, verdicts: GateVerdict[]): Promise<DecisionSubject[]>;
  /** Sequence of the commit; null when the log refused it because something stands on the gate after the cut. */
  appendDecisions(ref: GateRef, recorded: DecisionsRecorded): Promise<number | null>;
  /** Resolves when everything that stands on the gate now is applied. */
  catchUpWithGate(ref: GateRef, signal: AbortSignal): Promise<void>;
}

/** Stores through which a gate's texts go. */
export interface SealingParts {
  keys: RecipientKeys;
  content: ContentStore;
}

/** Seals the accepted messages of a group and stores them as one group of the content stream. */
export async function storeContent(
  { keys, content }: SealingParts,
  ref: GateRef,
  { group, verdicts }: { group: Group; verdicts: GateVerdict[] },
): Promise<DecisionSubject[]> {
  const offset = group.releases.length;
  const accepted = group.calls.flatMap((call, index) => {
    const verdict = verdicts[offset + index];
    return verdict && isAccepted(verdict) ? [{ index: offset + index, ...call.message }] : [];
  });
  if (accepted.length === 0) return group.subjects;
  const sealed = await Promise.all(
    accepted.map((message) => sealOne(keys, ref.partition, message)),
  );
  const seq = await content.putGroup(
    ref.partition,
    ref.gate,
    sealed.map(({ item }) => item),
  );
  const subjects = [...group.subjects];
  for (const [place, { index }] of accepted.entries()) {
    const { commitment } = present(sealed[place], 'one sealed item for each accepted message');
    const subject = present(subjects[index], 'one subject for each item');
    subjects[index] = { ...subject, content: { seq: BigInt(seq), index: place, commitment } };
  }
  return subjects;
}

async function sealOne(
  keys: RecipientKeys,
  partition: string,
  message: WaitingCall['message'],
): Promise<{ item: SealedItem; commitment: Buffer }> {
  const { messageId, organisationId, recipient } = message;
  const place = { partition, organisationId, pseudonym: recipient };
  const { key } = await keys.keyFor(place, message.allPoliticalPseudonym);
  const content = createContent(message.content);
  return {
    item: { messageId, organisationId, recipient, ...sealMessage(key, messageId, content) },
    commitment: commitmentOf(content),
  };
}

/** Appends decided groups to the log. */
export function decisionAppender(
  log: EventLog,
  { clock, ids, policyHash }: { clock: Clock; ids: Ids; policyHash: () => string },
): GateParts['appendDecisions'] {
  return async (ref, recorded) => {
    const cut = present(recorded.cut, 'a record names its cut');
    assert(recorded.decisions.length > 0, 'an empty group is not recorded');
    const commitId = ids.uuid();
    try {
      const result = await log.append(
        {
          commitId,
          ref: gateRef('governor', ref.partition, ref.gate),
          events: [
            {
              eventType: 'governor.DecisionsRecorded.v1',
              data: DecisionsRecordedCodec.encode(recorded).finish(),
            },
          ],
          actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'governor' },
          // Gate commits are numbered by their calls: markers of others stand between them.
          version: Number(recorded.call),
          occurredAtUs: clock.nowUs(),
          organisationId: '',
          correlationId: commitId,
          policyHash: policyHash(),
        },
        Number(cut.gateSeq),
      );
      return result.outcome === 'appended' ? result.seq : null;
    } catch (error) {
      throw logFailure(error);
    }
  };
}

function logFailure(error: unknown): unknown {
  if (error instanceof LogUnavailable) {
    return RpcFailure.unavailable(
      'LOG_UNAVAILABLE',
      'the event log cannot be reached; nothing was decided, retry',
    );
  }
  if (error instanceof AppendUnknown) {
    return RpcFailure.unavailable(
      'OUTCOME_UNKNOWN',
      'it is not known whether the decision was recorded; retry with the same key',
    );
  }
  return error;
}
