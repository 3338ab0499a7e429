import type { Arrival, Violation } from './types.ts';

/** P3: the provider takes no message twice, neither under one reference nor as another attempt nor under another id. */
export function checkDuplicates(arrivals: readonly Arrival[]): Violation[] {
  const accepted = arrivals.filter((arrival) => arrival.accepted);
  const byMessage = twice(accepted, ({ clientRef }) => messageIdOf(clientRef));
  const byContent = twice(accepted, ({ from, to, text }) => `${from} ${to} ${text}`);
  return [...new Set([...byMessage, ...byContent])].map(({ clientRef, to, atMs }) => ({
    promise: 'P3',
    kind: 'DUPLICATE',
    text: `${clientRef} to ${to} was taken again at ${atMs}`,
  }));
}

/** The message of a reference `<message id>-<attempt>`. */
export function messageIdOf(clientRef: string): string {
  return clientRef.slice(0, clientRef.lastIndexOf('-'));
}

function twice(arrivals: Arrival[], keyOf: (arrival: Arrival) => string): Arrival[] {
  const seen = new Set<string>();
  return arrivals.filter((arrival) => {
    const key = keyOf(arrival);
    const again = seen.has(key);
    seen.add(key);
    return again;
  });
}
