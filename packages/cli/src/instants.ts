import { type Timestamp, timestampFromUs } from '@hustings/contracts/timestamp';
import { UsageFault } from './failures.ts';

/** An option's ISO 8601 instant; undefined when it was not given. Throws `UsageFault` for what is none. */
export function instantOption(name: string, text: string | undefined): Timestamp | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) {
    throw new UsageFault(`${name} has to be an instant such as 2027-01-15T08:00:00Z`);
  }
  return timestampFromUs(BigInt(ms) * 1000n);
}
