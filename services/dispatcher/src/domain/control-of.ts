import { Control } from '@hustings/contracts/optout';
import { Channel } from '@hustings/contracts/registry';
import type { RecipientEvent } from './webhook-event.ts';

/** The control that an event is about, and whether it was reset; null for events about none. */
export function controlOf(
  event: RecipientEvent,
  channel: Channel,
): { control: Control; resumed: boolean } | null {
  switch (event.kind) {
    case 'preference':
      return {
        control: Control.CONTROL_WHATSAPP_PREFERENCE,
        resumed: event.value === 'resume',
      };
    case 'block':
    case 'unblock': {
      // Who blocks a bot has no other way to stop it (core.telegram.org/bots/api#chatmemberupdated).
      const isBot = channel === Channel.CHANNEL_TELEGRAM;
      const control = isBot ? Control.CONTROL_BOT_BLOCKED : Control.CONTROL_SENDER_BLOCKED;
      return { control, resumed: event.kind === 'unblock' };
    }
    default:
      return null;
  }
}

/**
 * Codes by which a provider says that the recipient has opted out of the number: Twilio 21610, Telnyx 40300, Vonage 9
 * (their error lists; 21610 and 9 were not confirmed on a page that was read).
 */
const OPT_OUT_CODES: ReadonlySet<string> = new Set(['21610', '40300', 'VONAGE_9']);

/** True when a refusal means that the recipient has opted out at the carrier or provider. */
export function isOptOutCode(code: string): boolean {
  return OPT_OUT_CODES.has(code);
}
