import type { WaitingCall } from './group.ts';

/** Most new messages in one group: at some 4 µs each the script stays near one millisecond. */
const GROUP_MAX = 256;
/** Texts of one group are one message of the content stream, of which a server takes 1 MiB; a quarter is left for the rest. */
const GROUP_MAX_BYTES = 768 * 1024;
/** Bytes of UTF-8 in a UTF-16 unit, at most. */
const BYTES_PER_CHAR = 3;
/** Ids, nonce, tag and lengths of one sealed message. */
const FRAME_BYTES = 512;

/** How many of those that wait make the next group, from the front: at least one, if there is any. */
export function groupSize(waiting: readonly WaitingCall[]): number {
  let bytes = 0;
  let count = 0;
  while (count < Math.min(GROUP_MAX, waiting.length)) {
    bytes += bytesOf(waiting[count]);
    if (bytes > GROUP_MAX_BYTES && count > 0) break;
    count += 1;
  }
  return count;
}

function bytesOf(call: WaitingCall | undefined): number {
  if (call === undefined) return 0;
  const { text, links } = call.message.content;
  let chars = text.length;
  for (const { shown, targetUrl } of links) chars += shown.length + targetUrl.length;
  return FRAME_BYTES + chars * BYTES_PER_CHAR;
}
