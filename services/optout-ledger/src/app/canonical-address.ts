import { Channel } from '@hustings/contracts/registry';
import { ok, type Result } from '@hustings/kernel';
import { type AddressFault, normaliseAddress } from '@hustings/privacy';

/** What a Telegram chat looks like in canonical form. */
const TELEGRAM_CHAT = /^tg:\d{5,16}$/;

/** The canonical form of an address that says by itself what it is: an E.164 number, "@name" or "tg:<id>". */
export function canonicalAddress(address: string): Result<string, AddressFault> {
  if (TELEGRAM_CHAT.test(address)) return ok(address);
  const channel = address.startsWith('@') ? Channel.CHANNEL_TELEGRAM : Channel.CHANNEL_SMS;
  return normaliseAddress(channel, address);
}
