import * as dispatch from '@hustings/contracts/dispatch';
import * as enforcement from '@hustings/contracts/enforcement';
import * as registry from '@hustings/contracts/registry';

/** How an event is decoded and told as JSON. */
interface Reader {
  decode(data: Uint8Array): unknown;
  toJSON(message: never): unknown;
}

const CONTEXTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  dispatch,
  enforcement,
  registry,
};

/** Facts about an organisation that belong to its history, beside its messages. Secrets and codes are none. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'registry.CredentialIssued.v1',
  'registry.AddressClaimed.v1',
  'registry.SenderVerificationRequested.v1',
  'dispatch.InboundReceived.v1',
]);

/** An event as JSON, by the contract of its type; null for one that belongs to no history or that this version cannot read. */
export function eventAsJson(eventType: string, data: Uint8Array): unknown {
  const match = /^(\w+)\.(\w+)\.v1$/.exec(eventType);
  if (!match || LEFT_OUT.has(eventType)) return null;
  const [, context = '', name = ''] = match;
  const reader = CONTEXTS[context]?.[name];
  if (!isReader(reader)) return null;
  return reader.toJSON(reader.decode(data) as never);
}

function isReader(value: unknown): value is Reader {
  return typeof value === 'object' && value !== null && 'decode' in value && 'toJSON' in value;
}
