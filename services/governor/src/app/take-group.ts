import { type CommitRoom, decisionBytesOf, ROOM_KEPT } from './commit-room.ts';
import type { WaitingCall } from './group.ts';

/** Most new messages in one group: at some 20 µs each the script, which stops everybody else on that Redis, takes 10 ms. */
const GROUP_MAX = 512;
/** Texts of one group are one message of the content stream, of which a server takes 1 MiB; a quarter is left for the rest. */
const GROUP_MAX_BYTES = 768 * 1024;
/** Bytes of UTF-8 in a UTF-16 unit, at most. */
const BYTES_PER_CHAR = 3;
/** Ids, nonce, tag and lengths of one sealed message. */
const FRAME_BYTES = 512;

/** How many of those that wait make the next group, from the front: at least one, if there is any. */
export function groupSize(waiting: readonly WaitingCall[], room: CommitRoom): number {
  const next = waiting.slice(0, GROUP_MAX);
  let bytes = 0;
  const stored = next.findIndex((call) => {
    bytes += textBytesOf(call);
    return bytes > GROUP_MAX_BYTES;
  });
  const texts = stored < 0 ? next.length : Math.max(stored, 1);
  return room.take(
    next.slice(0, texts),
    ({ message }) => decisionBytesOf(message),
    ROOM_KEPT.besideCalls,
  );
}

function textBytesOf({ message }: WaitingCall): number {
  const { text, links } = message.content;
  let chars = text.length;
  for (const { shown, targetUrl } of links) chars += shown.length + targetUrl.length;
  return FRAME_BYTES + chars * BYTES_PER_CHAR;
}
