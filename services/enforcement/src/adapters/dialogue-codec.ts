import { AppealMessageAdded } from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import { present } from '@hustings/kernel';
import type * as domain from '../domain/dialogue/dialogue.ts';
import { plain } from './plain.ts';

const KINDS: readonly domain.AuthorKind[] = ['ORGANISATION', 'TOOL', 'STAFF'];

/** How a message of an appeal's dialogue stands in the log: hashes, and where the sealed bytes are. */
export const dialogueCodec: EventCodec<domain.AppealMessageAdded> = {
  AppealMessageAdded: {
    eventType: 'enforcement.AppealMessageAdded.v1',
    encode: ({ type: _, ...event }) =>
      AppealMessageAdded.encode({
        ...event,
        contentSeq: BigInt(event.contentSeq),
        attachments: event.attachments.map((each) => ({
          ...{ ...each, length: BigInt(each.length), contentSeq: BigInt(each.contentSeq) },
        })),
        atUs: BigInt(event.atUs),
      }).finish(),
    decode(data) {
      const { contentSeq, attachments, atUs, authorKind, ...rest } = plain(
        AppealMessageAdded.decode(data),
      );
      return {
        ...{ type: 'AppealMessageAdded', ...rest, contentSeq: Number(contentSeq) },
        authorKind: present(
          KINDS.find((each) => each === authorKind),
          'unknown kind of author',
        ),
        attachments: attachments.map((each) => ({
          ...plain(each),
          ...{ length: Number(each.length), contentSeq: Number(each.contentSeq) },
        })),
        atUs: Number(atUs),
      };
    },
  },
};
