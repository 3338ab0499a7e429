import { present } from '@hustings/kernel';
import type { LimitProfile } from '../document/limit-schema.ts';
import type { ProviderData, ProviderLimit } from './provider-data.ts';
import { smsProfiles } from './sms-profiles.ts';
import { telegramProfiles } from './telegram-profiles.ts';
import { whatsappProfiles } from './whatsapp-profiles.ts';

/** Finds a row by its id. */
export type RowOf = (id: string) => ProviderLimit;

/**
 * The limit profiles that the providers' rows lead to, by name, in the order in which a policy document lists them. Every
 * number comes from a row; the shape in which it is held, and why that shape, is said in the limit's own words.
 */
export function providerProfiles(data: ProviderData): Record<string, LimitProfile> {
  const rows = new Map(data.limits.map((row) => [row.id, row]));
  const rowOf: RowOf = (id) => present(rows.get(id), `the data have no row "${id}"`);
  return { ...whatsappProfiles(rowOf), ...smsProfiles(rowOf), ...telegramProfiles(rowOf) };
}
