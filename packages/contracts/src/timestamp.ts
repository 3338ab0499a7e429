import { Timestamp } from './gen/google/protobuf/timestamp.ts';

export { Timestamp };

/** Microseconds since the Unix epoch as a protobuf timestamp. */
export function timestampFromUs(us: bigint): Timestamp {
  const seconds = us / 1_000_000n;
  const rest = us - seconds * 1_000_000n;
  return rest < 0n
    ? { seconds: seconds - 1n, nanos: Number(rest + 1_000_000n) * 1000 }
    : { seconds, nanos: Number(rest) * 1000 };
}

/** A protobuf timestamp as microseconds since the Unix epoch; nanoseconds are cut off. */
export function usFromTimestamp(timestamp: Timestamp): bigint {
  return timestamp.seconds * 1_000_000n + BigInt(Math.floor(timestamp.nanos / 1000));
}
