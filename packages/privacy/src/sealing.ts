import { hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { type Link, MessageContent } from '@hustings/contracts/governor';
import { encodeMessage } from '@hustings/contracts/wire';
import { decryptMessage, encryptMessage } from './message-cipher.ts';
import { takeRandom } from './random.ts';

/** 128 bits keep a commitment to a guessable text and number from being searched. */
const SALT_BYTES = 16;

/** Bytes of UTF-8 in a UTF-16 unit, at most. */
const BYTES_PER_CHAR = 3;

/** Content with a fresh salt, ready to seal. */
export function createContent({
  address,
  text,
  links,
}: {
  address: string;
  text: string;
  links: Link[];
}): MessageContent {
  return { salt: takeRandom(SALT_BYTES), address, text, links };
}

/** SHA-256 over salt, address, 0x00 and text: the log holds it, the content stream what it commits to. */
export function commitmentOf(content: MessageContent): Buffer {
  const { salt } = content;
  const text = `${content.address}\u0000${content.text}`;
  const bytes = Buffer.allocUnsafe(salt.length + text.length * BYTES_PER_CHAR);
  bytes.set(salt);
  const end = salt.length + bytes.write(text, salt.length);
  // As a string of bytes: a digest in a buffer of its own costs three times as much.
  return Buffer.from(hash('sha256', bytes.subarray(0, end), 'binary'), 'binary');
}

/** True when the content is the one that the log committed to. */
export function isCommittedTo(content: MessageContent, commitment: Uint8Array): boolean {
  const actual = commitmentOf(content);
  return commitment.length === actual.length && timingSafeEqual(commitment, actual);
}

/** Encrypts a message under its recipient's key; the message id is authenticated with it. */
export function sealMessage(
  key: KeyObject,
  messageId: string,
  content: MessageContent,
): { nonce: Buffer; ciphertext: Buffer } {
  return encryptMessage(key, encodeMessage(MessageContent, content), messageId);
}

/** Opens a sealed message; throws `Unsealable` for another key, another message's place, or changed bytes. */
export function unsealMessage(
  key: KeyObject,
  item: { messageId: string; nonce: Uint8Array; ciphertext: Uint8Array },
): MessageContent {
  return MessageContent.decode(decryptMessage(key, item, item.messageId));
}
