import { Control } from '@hustings/contracts/optout';
import { Channel } from '@hustings/contracts/registry';
import { describe, expect, it } from 'vitest';
import { controlOf } from '../src/domain/control-of.ts';
import type { RecipientEvent } from '../src/domain/webhook-event.ts';

const { CONTROL_WHATSAPP_PREFERENCE, CONTROL_SENDER_BLOCKED, CONTROL_BOT_BLOCKED } = Control;
const { CHANNEL_WHATSAPP, CHANNEL_SMS, CHANNEL_TELEGRAM } = Channel;

const EVENTS: [string, object, Channel, Control, boolean][] = [
  [
    'stop in the preferences',
    preference('stop'),
    CHANNEL_WHATSAPP,
    CONTROL_WHATSAPP_PREFERENCE,
    false,
  ],
  [
    'resume in the preferences',
    preference('resume'),
    CHANNEL_WHATSAPP,
    CONTROL_WHATSAPP_PREFERENCE,
    true,
  ],
  ['a block', { kind: 'block' }, CHANNEL_WHATSAPP, CONTROL_SENDER_BLOCKED, false],
  ['a block', { kind: 'block' }, CHANNEL_SMS, CONTROL_SENDER_BLOCKED, false],
  ['a block of a bot', { kind: 'block' }, CHANNEL_TELEGRAM, CONTROL_BOT_BLOCKED, false],
  ['the end of a block', { kind: 'unblock' }, CHANNEL_WHATSAPP, CONTROL_SENDER_BLOCKED, true],
  ['the end of a block of a bot', { kind: 'unblock' }, CHANNEL_TELEGRAM, CONTROL_BOT_BLOCKED, true],
];

describe('the control that an event is about', () => {
  it.each(EVENTS)('%s', (...row) => {
    const [, event, channel, control, resumed] = row;
    expect(controlOf(event as RecipientEvent, channel)).toEqual({ control, resumed });
  });

  it('is none for a reply', () => {
    expect(controlOf({ kind: 'reply' } as RecipientEvent, CHANNEL_WHATSAPP)).toBeNull();
  });
});

function preference(value: 'stop' | 'resume'): object {
  return { kind: 'preference', value };
}
