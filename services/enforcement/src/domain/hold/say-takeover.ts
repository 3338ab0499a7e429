import type { Finding } from '../case/evidence.ts';
import { MAX_SUSPICION_US } from './place-hold.ts';
import { MAX_HOLD_TEXT } from './texts.ts';

/** What a hold by the machine says: why, and since when a takeover may have lasted. */
export function sayTakeover(
  { ruleId, summary, explanation, measured, beganAtUs }: Finding,
  nowUs: number,
): { reasons: string; suspectedSinceUs: number } {
  const values = measured.map(({ name, value }) => `${name} ${Math.round(value * 1000) / 1000}`);
  const reasons = `${summary} ${explanation} Rule ${ruleId}: ${values.join(', ')}.`;
  const suspectedSinceUs = Math.min(nowUs, Math.max(beganAtUs, nowUs - MAX_SUSPICION_US));
  return { reasons: reasons.slice(0, MAX_HOLD_TEXT), suspectedSinceUs };
}
