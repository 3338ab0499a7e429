import type { IncomingMessage } from 'node:http';

/**
 * All bytes of an HTTP message, null when they are more than `maxBytes`: the rest is left unread, and whoever answers closes the
 * connection. Rejects when the connection breaks off. By events: an iterator costs as much as the rest of a small request.
 */
export function readBody(message: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= maxBytes) return;
      message.pause();
      resolve(null);
    });
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.once('error', reject);
    message.once('close', () => {
      // An error costs its stack: one for each message that was read well would be a tenth of a small request.
      if (!message.readableEnded) reject(new Error('the connection broke off within a body'));
    });
  });
}
