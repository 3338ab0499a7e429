import type { DecisionsRecorded, SealedItem } from '@hustings/contracts/governor';
import { ActorKind } from '@hustings/contracts/log';
import { AppendUnknown, type EventLog, gateRef, LogUnavailable } from '@hustings/event-log';
import { assert, type Clock, type Ids, present } from '@hustings/kernel';
import {
  type ContentStore,
  commitmentOf,
  createContent,
  type OpenKey,
  type RecipientKeys,
  sealMessage,
} from '@hustings/privacy';
import type {
  GateRef,
  GateScripts,
  PlaceSilence,
  QueuedMessage,
  RecordedCommit,
} from '@hustings/redis-scripts';
import { RpcFailure } from '@hustings/service-kit';
import type { HandOffWindow } from '../domain/hand-off-window.ts';
import type { AllPoliticalList } from '../ports/all-political-list.ts';
import type { Telemetry } from '../telemetry.ts';
import type { WaitingCall } from './group.ts';
import type { OwnCommits } from './own-commits.ts';
import type { Position } from './position.ts';
import type { CapAnswers, RecipientCaps } from './recipient-caps.ts';
import { writeDecisions } from './write-decisions.ts';

/** What a gate's worker works with. */
export interface GateParts {
  scripts: GateScripts;
  allPolitical: AllPoliticalList;
  recipientCaps: RecipientCaps;
  position: Position;
  clock: Clock;
  telemetry: Telemetry;
  /** True for limits that hold every message of a sender alike, whoever it is for. */
  isRate: (ruleId: string) => boolean;
  /** Silences at places for which something is queued, those included that are over. */
  silences: () => PlaceSilence[];
  /** A campaign's share against other campaigns of a sender, at least 1. */
  weightOf: (campaignId: string) => number;
  /** How many more of a sender's queued messages are worth releasing now. */
  handOffWindow: (senderId: string) => HandOffWindow;
  /** Counts releases as in flight before they come back from the log. */
  noteReleases: (recorded: DecisionsRecorded) => void;
  /** Closes every gate and rebuilds the store; a request while one runs changes nothing. */
  requestRebuild: (why: string) => void;
  /** Whether this process's word in the barrier still holds. */
  mayAct: () => boolean;
  /** All-political pseudonyms of releases and calls, in that order. */
  allPoliticalPseudonyms(releases: QueuedMessage[], calls: WaitingCall[]): Promise<string[]>;
  /** Seals and stores the texts of calls as one group; each call then knows where. Those that are stored already are left out. */
  storeContent(ref: GateRef, calls: WaitingCall[]): Promise<void>;
  /** The same before the calls are decided, but for recipients who were erased: a refusal must leave nothing of them. */
  storeAhead(ref: GateRef, calls: WaitingCall[]): Promise<void>;
  /** The recorded commit; null when the log refused it because something stands on the gate after the cut. */
  appendDecisions(ref: GateRef, recorded: DecisionsRecorded): Promise<RecordedCommit | null>;
  /** Resolves when everything that stands on the gate now is applied. */
  catchUpWithGate(ref: GateRef, signal: AbortSignal): Promise<void>;
}

/** What a group was decided from, and for whom. */
export interface DecidedFrom {
  /** Every fact of the partition's stream up to here was applied. */
  factsSeq: number;
  /** The same of the stream of opt-outs from all political senders. */
  allPoliticalSeq: number;
  asked: CapAnswers;
  calls: WaitingCall[];
  signal: AbortSignal;
}

/** Stores through which a gate's texts go. */
export interface SealingParts {
  keys: RecipientKeys;
  content: ContentStore;
}

/** Seals the texts of calls and stores them as one group of the content stream. */
export async function storeContent(
  { keys, content }: SealingParts,
  ref: GateRef,
  calls: WaitingCall[],
): Promise<void> {
  const missing = calls.filter(({ stored }) => stored === undefined);
  if (missing.length === 0) return;
  const sealed =
    sealAtHand(keys, ref.partition, missing) ?? (await sealAll(keys, ref.partition, missing));
  const seq = BigInt(
    await content.putGroup(
      ref.partition,
      ref.gate,
      sealed.map(({ item }) => item),
    ),
  );
  let index = 0;
  for (const { commitment } of sealed) {
    const call = present(missing[index], 'one call for each sealed item');
    call.stored = { seq, index, commitment };
    index += 1;
  }
}

interface Sealed {
  item: SealedItem;
  commitment: Buffer;
}

/** Null when a key has to be waited for. */
function sealAtHand(keys: RecipientKeys, partition: string, calls: WaitingCall[]): Sealed[] | null {
  const sealed: Sealed[] = [];
  for (const { message } of calls) {
    const { organisationId, recipient } = message;
    const known = keys.keyAtHand({ partition, organisationId, pseudonym: recipient });
    if (known === undefined) return null;
    sealed.push(sealOne(known.key, message));
  }
  return sealed;
}

/** New recipients' keys are made all at once. */
async function sealAll(
  keys: RecipientKeys,
  partition: string,
  calls: WaitingCall[],
): Promise<Sealed[]> {
  const found = await keys.keysFor(
    calls.map(({ message: { organisationId, recipient, allPoliticalPseudonym } }) => ({
      ref: { partition, organisationId, pseudonym: recipient },
      allPoliticalPseudonym,
    })),
  );
  return calls.map(({ message }, index) =>
    sealOne(present(found[index], 'one key for each recipient').key, message),
  );
}

function sealOne(key: OpenKey['key'], message: WaitingCall['message']): Sealed {
  const { messageId, organisationId, recipient } = message;
  const content = createContent(message.content);
  const { nonce, ciphertext } = sealMessage(key, messageId, content);
  return {
    item: { messageId, organisationId, recipient, nonce, ciphertext },
    commitment: commitmentOf(content),
  };
}

/** Appends decided groups to the log. */
export function decisionAppender(
  log: EventLog,
  parts: { clock: Clock; ids: Ids; policyHash: () => string; own: OwnCommits },
): GateParts['appendDecisions'] {
  const { clock, ids, policyHash, own } = parts;
  return async (ref, recorded) => {
    const cut = present(recorded.cut, 'a record names its cut');
    assert(recorded.decisions.length > 0, 'an empty group is not recorded');
    const commitId = ids.uuid();
    const written = writeDecisions(recorded);
    own.keep(commitId, recorded);
    try {
      const result = await log.append(
        {
          commitId,
          ref: gateRef('governor', ref.partition, ref.gate),
          events: [
            {
              eventType: 'governor.DecisionsRecorded.v1',
              data: written,
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
      if (result.outcome !== 'appended') return null;
      return { seq: result.seq, event: recorded, data: written };
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
