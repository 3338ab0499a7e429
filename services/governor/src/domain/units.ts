import { SegmentedMessage } from 'sms-segments-calculator';

/**
 * What a text costs: SMS segments (3GPP TS 23.038: 160 GSM-7 or 70 UCS-2 characters, 153 or 67 when concatenated), one
 * message elsewhere.
 */
export function unitsOf(channel: 'WHATSAPP' | 'SMS' | 'TELEGRAM', text: string): number {
  return channel === 'SMS' ? new SegmentedMessage(text).segmentsCount : 1;
}
