import type { Decision } from '@hustings/contracts/governor';
import { MAX_COMMIT_BYTES } from '@hustings/event-log';
import { MAX_ITEMS } from '@hustings/redis-scripts';
import type { PreparedMessage } from './group.ts';

/** The commit around its decisions: ids, actor, cut, calls that were never recorded. */
const AROUND_BYTES = 24 * 1024;
/**
 * A decision without the texts that are counted: tags and lengths of 27 fields, numbers at their longest, hash, commitment, and the
 * ids of a rule and of a cap (a sanction's id, which holds a seat's, is the longest).
 */
const DECISION_BYTES = 560;

/** What stays free for others: queued messages that something may have ended come first, then releases, then new messages. */
export const ROOM_KEPT = { besideRecalled: 0.5, besideReleases: 0.25, besideCalls: 0 } as const;

/**
 * The room for the decisions of one group: what one script call takes, and what one commit holds. Whatever ids people choose, a
 * group that is decided can be recorded.
 */
export class CommitRoom {
  #items = MAX_ITEMS;
  #bytes = MAX_COMMIT_BYTES - AROUND_BYTES;

  /** How many of these fit, from the front, while this share of the whole room (0 to 1) stays free. */
  take<Message>(
    waiting: readonly Message[],
    bytesOf: (message: Message) => number,
    kept: number,
  ): number {
    const keptItems = MAX_ITEMS * kept;
    const keptBytes = MAX_COMMIT_BYTES * kept;
    let count = 0;
    for (const message of waiting) {
      const bytes = bytesOf(message);
      if (this.#items - 1 < keptItems || this.#bytes - bytes < keptBytes) break;
      this.#items -= 1;
      this.#bytes -= bytes;
      count += 1;
    }
    return count;
  }
}

/** Most bytes of the decision on a new message. All texts are ASCII. */
export function decisionBytesOf(message: PreparedMessage): number {
  return DECISION_BYTES + lengthsOf(message) + message.messageId.length;
}

/** Most bytes of the decision on a queued message. */
export function releaseBytesOf({ admission }: { admission: Decision }): number {
  return DECISION_BYTES + lengthsOf(admission) + admission.messageId.length;
}

type Texts = Pick<
  Decision,
  | 'organisationId'
  | 'senderId'
  | 'campaignId'
  | 'credentialId'
  | 'intermediaryId'
  | 'recipient'
  | 'idempotencyKey'
  | 'place'
  | 'seatId'
> & { verdict?: Verdict | null | undefined };

type Verdict = Pick<
  NonNullable<Decision['verdict']>,
  'verdictId' | 'templateFingerprint' | 'familyId' | 'findingCodes' | 'classifierVersion'
>;

function lengthsOf(texts: Texts): number {
  return (
    texts.organisationId.length +
    texts.senderId.length +
    texts.campaignId.length +
    texts.credentialId.length +
    texts.intermediaryId.length +
    texts.recipient.length +
    texts.idempotencyKey.length +
    texts.place.length +
    texts.seatId.length +
    (texts.verdict ? lengthsOfVerdict(texts.verdict) : 0)
  );
}

function lengthsOfVerdict(verdict: Verdict): number {
  const { verdictId, templateFingerprint, familyId, classifierVersion, findingCodes } = verdict;
  const own =
    verdictId.length + templateFingerprint.length + familyId.length + classifierVersion.length;
  // Two bytes of each code are its tag and length.
  return findingCodes.reduce((sum, code) => sum + code.length + 2, own);
}
