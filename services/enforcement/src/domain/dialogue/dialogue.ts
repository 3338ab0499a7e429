import type { Decider } from '@hustings/decider';
import { err, ok } from '@hustings/kernel';

/** A file whose bytes are sealed elsewhere. */
export interface SealedAttachment {
  /** SHA-256 (hex) of the bytes. */
  sha256: string;
  mediaType: string;
  /** Bytes. */
  length: number;
  /** Sequence in the content stream of the partition. */
  contentSeq: number;
}

export type AuthorKind = 'ORGANISATION' | 'TOOL' | 'STAFF';

/** One message of an appeal's dialogue; its text is sealed, the log holds hashes. */
export interface AppealMessageAdded {
  type: 'AppealMessageAdded';
  appealId: string;
  /** From 1 on. */
  number: number;
  author: string;
  authorKind: AuthorKind;
  organisationId: string;
  textSha256: string;
  contentSeq: number;
  attachments: readonly SealedAttachment[];
  atUs: number;
}

export interface AddMessage extends Omit<AppealMessageAdded, 'type' | 'number'> {
  type: 'AddMessage';
  /** The appeal waits for its decision. */
  isOpen: boolean;
  /** Everybody with a conflict of interest regarding the organisation that has effect now. */
  conflicted: readonly string[];
}

/** Plain JSON: the state is the snapshot. */
export interface Dialogue {
  messages: readonly Omit<AppealMessageAdded, 'type' | 'appealId' | 'organisationId'>[];
}

export type DialogueRejection =
  | { reason: 'APPEAL_ALREADY_DECIDED' }
  | { reason: 'CONFLICT_OF_INTEREST' }
  | { reason: 'TOO_MANY_MESSAGES'; max: number };

/** Messages of one dialogue: more is a correspondence, not a hearing; and one commit holds them all in its snapshot. */
export const MAX_MESSAGES = 100;

/** What both sides say while an appeal is open. */
export const dialogueDecider: Decider<Dialogue, AddMessage, AppealMessageAdded, DialogueRejection> =
  {
    initialState: () => ({ messages: [] }),
    decide({ isOpen, conflicted, type: _, ...message }, { messages }) {
      if (conflicted.includes(message.author)) return err({ reason: 'CONFLICT_OF_INTEREST' });
      if (!isOpen) return err({ reason: 'APPEAL_ALREADY_DECIDED' });
      if (messages.length >= MAX_MESSAGES) {
        return err({ reason: 'TOO_MANY_MESSAGES', max: MAX_MESSAGES });
      }
      return ok([{ type: 'AppealMessageAdded', ...message, number: messages.length + 1 }]);
    },
    evolve(state, { type: _, appealId: __, organisationId: ___, ...message }) {
      return { messages: [...state.messages, message] };
    },
  };
