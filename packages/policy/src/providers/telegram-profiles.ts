import type { LimitProfile } from '../document/limit-schema.ts';
import { commonOf, GUARD_MS, maxOf, windowOf } from './make-limit.ts';
import type { RowOf } from './profiles.ts';

/** A bot that writes to people one to one. */
export function telegramProfiles(rowOf: RowOf): Record<string, LimitProfile> {
  const bulk = rowOf('telegram-bulk');
  const chat = rowOf('telegram-chat');
  const perSecond = {
    id: 'sender-per-second',
    meaning: `At most ${maxOf(bulk)} messages from one bot in any second: an exact moving window, with ${GUARD_MS} ms for the way to the provider. The platform publishes no exact figure and asks for patience with error 429, which the dispatcher obeys.`,
  };
  const toRecipient = { id: 'sender-to-recipient', meaning: 'One message a second to one person.' };
  return {
    telegram: {
      meaning: 'A Telegram bot.',
      sender: [
        windowOf(bulk, perSecond, {
          max: maxOf(bulk),
          perMs: bulk.perMs,
          guardMs: GUARD_MS,
          cost: 'messages',
        }),
        {
          ...commonOf(chat, toRecipient),
          shape: 'pair',
          everyMs: chat.perMs,
          burst: maxOf(chat),
          cost: 'messages',
        },
      ],
      organisation: [],
    },
  };
}
