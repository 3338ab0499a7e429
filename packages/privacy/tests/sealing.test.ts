import {
  createCipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { MessageContent } from '@hustings/contracts/governor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  commitmentOf,
  createContent,
  isCommittedTo,
  sealMessage,
  Unsealable,
  unsealMessage,
} from '../src/index.ts';

const contents = fc
  .record({
    address: fc.string(),
    text: fc.string({ unit: 'grapheme' }),
    links: fc.array(fc.record({ shown: fc.string(), targetUrl: fc.webUrl() }), { maxLength: 3 }),
  })
  .map(createContent);

describe('a sealed message', () => {
  it('opens to what was sealed', () => {
    fc.assert(
      fc.property(contents, fc.uuid(), (content, messageId) => {
        const key = newKey();
        const opened = unsealMessage(key, { messageId, ...sealMessage(key, messageId, content) });
        expect(MessageContent.toJSON(opened)).toEqual(MessageContent.toJSON(content));
      }),
    );
  });

  it('opens when it was sealed with AES-256-GCM under the recipient’s own key, as in older logs', () => {
    const key = newKey();
    const content = createContent({ address: '+34612345678', text: 'Hola', links: [] });
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from('m-1'));
    const body = cipher.update(MessageContent.encode(content).finish());
    const ciphertext = Buffer.concat([body, cipher.final(), cipher.getAuthTag()]);
    const opened = unsealMessage(key, { messageId: 'm-1', nonce, ciphertext });
    expect(opened.text).toBe('Hola');
    expect(() => unsealMessage(key, { messageId: 'm-2', nonce, ciphertext })).toThrow(Unsealable);
  });

  it('is refused when it is shorter than its tag', () => {
    const { key, item } = sealedItem();
    const ciphertext = item.ciphertext.subarray(0, 15);
    expect(() => unsealMessage(key, { ...item, ciphertext })).toThrow(Unsealable);
  });

  it('is refused under another message id', () => {
    const { key, item } = sealedItem();
    expect(() => unsealMessage(key, { ...item, messageId: 'm-2' })).toThrow(Unsealable);
  });

  it('is refused under another recipient’s key', () => {
    const { item } = sealedItem();
    expect(() => unsealMessage(newKey(), item)).toThrow(Unsealable);
  });

  it('is refused when any single bit of it changed', () => {
    const { key, item } = sealedItem();
    fc.assert(
      fc.property(fc.nat(item.ciphertext.length * 8 - 1), (bit) => {
        const ciphertext = Buffer.from(item.ciphertext);
        ciphertext[bit >> 3] = (ciphertext[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => unsealMessage(key, { ...item, ciphertext })).toThrow(Unsealable);
      }),
    );
  });

  it('never repeats a nonce', () => {
    const nonces = Array.from({ length: 1_000 }, () => sealedItem().item.nonce.toString('hex'));
    expect(new Set(nonces).size).toBe(nonces.length);
  });
});

describe('a commitment', () => {
  it('is SHA-256 over salt, address, zero byte and text', () => {
    const content = createContent({ address: '+34612345678', text: 'Hola', links: [] });
    const expected = createHash('sha256')
      .update(content.salt)
      .update('+34612345678')
      .update(Buffer.of(0))
      .update('Hola');
    expect(commitmentOf(content).equals(expected.digest())).toBe(true);
  });

  it('holds for its content and for no other', () => {
    const content = createContent({ address: '+34612345678', text: 'Hola', links: [] });
    const commitment = commitmentOf(content);
    expect(isCommittedTo(content, commitment)).toBe(true);
    expect(isCommittedTo({ ...content, text: 'Hola!' }, commitment)).toBe(false);
    expect(isCommittedTo({ ...content, salt: Buffer.alloc(16) }, commitment)).toBe(false);
    expect(isCommittedTo(content, commitment.subarray(0, 31))).toBe(false);
  });
});

function newKey(): KeyObject {
  return createSecretKey(randomBytes(32));
}

function sealedItem() {
  const key = newKey();
  const content = createContent({ address: '+34612345678', text: 'Hola', links: [] });
  return { key, item: { messageId: 'm-1', ...sealMessage(key, 'm-1', content) } };
}
