import { type Timestamp, usFromTimestamp } from '@hustings/contracts/timestamp';

/** RFC 3339 in UTC, with milliseconds. */
export function isoFromTimestamp(timestamp: Timestamp): string {
  return new Date(Number(usFromTimestamp(timestamp) / 1000n)).toISOString();
}
