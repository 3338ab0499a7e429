import { hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { type Link, MessageContent } from '@hustings/contracts/governor';
import { decrypt, encrypt } from './cipher.ts';
import { takeRandom } from './random.ts';

/** 128 bits keep a commitment to a guessable text and number from being searched. */
const SALT_BYTES = 16;

/** Content with a fresh salt, ready to seal. */
export function createContent(fields: {
  address: string;
  text: string;
  links: Link[];
}): MessageContent {
  return { salt: takeRandom(SALT_BYTES), ...fields };
}

/** SHA-256 over salt, address, 0x00 and text: the log holds it, the content stream what it commits to. */
export function commitmentOf(content: MessageContent): Buffer {
  const text = Buffer.from(`${content.address}\u0000${content.text}`);
  return hash('sha256', Buffer.concat([content.salt, text]), 'buffer');
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
  return encrypt(key, MessageContent.encode(content).finish(), messageId);
}

/** Opens a sealed message; throws `Unsealable` for another key, another message's place, or changed bytes. */
export function unsealMessage(
  key: KeyObject,
  item: { messageId: string; nonce: Uint8Array; ciphertext: Uint8Array },
): MessageContent {
  return MessageContent.decode(decrypt(key, item, item.messageId));
}
