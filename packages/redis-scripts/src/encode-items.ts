import { assert } from '@hustings/kernel';
import type { GateItem, SendContext, TextVerdict } from '@hustings/policy';
import { keyName, registryFields, subjectsOf } from '@hustings/policy/gate';

/** Most items of one call: bounds how long Redis is busy with one gate (10 to 25 ms at worst). */
export const MAX_ITEMS = 1_024;

/** Bytes of an item's numbers, as `decide.lua` unpacks them. */
const ITEM_BYTES = 39;
const HASH_BYTES = 16;
const HASH_AT = 23;
export const KINDS = { ADMISSION: 1, RELEASE: 2, RECALL: 3 } as const;
const TEXT_VERDICTS = { NONE: 0, ALLOW: 1, REVIEW: 2, BLOCK: 3 } as const satisfies Record<
  TextVerdict,
  number
>;

/** The packed window of a place; '' when the policy has none. */
export type WindowLookup = (place: string) => Buffer | '';

/** A group in the form in which `decide` takes it. */
export interface EncodedItems {
  contexts: number;
  releases: number;
  rest: (string | Buffer)[];
}

/** Packs a group: what messages share goes out once. Contexts are compared by identity first, then by value. */
export function encodeItems(items: readonly GateItem[], windows: WindowLookup): EncodedItems {
  assert(items.length > 0 && items.length <= MAX_ITEMS, `a group has 1 to ${MAX_ITEMS} items`);
  const contexts = indexContexts(items);
  const numbers = Buffer.allocUnsafe(items.length * ITEM_BYTES);
  const rest: (string | Buffer)[] = contexts.distinct.flatMap((context) =>
    contextTexts(context, windows),
  );
  const messageIds: string[] = [];
  let index = 0;
  for (const item of items) {
    assert(item.requestHash.length === HASH_BYTES, 'a request hash has 16 bytes');
    writeNumbers(numbers, { offset: index * ITEM_BYTES, item, context: contexts.at[index] ?? 0 });
    index += 1;
    if (item.kind === 'ADMISSION') rest.push(keyName(item));
    else messageIds.push(item.messageId);
  }
  rest.push(...messageIds);
  for (const { recipient } of items) rest.push(recipient);
  // Last, because it is bytes: redis-benchmark takes those from its standard input only.
  rest.push(numbers);
  return { contexts: contexts.distinct.length, releases: messageIds.length, rest };
}

function indexContexts(items: readonly GateItem[]): { distinct: SendContext[]; at: number[] } {
  const distinct: SendContext[] = [];
  const byName = new Map<string, number>();
  let last: { context: SendContext; index: number } | undefined;
  const at = items.map(({ context }) => {
    if (last?.context === context) return last.index;
    const name = Object.values(contextParts(context)).join('|');
    const index = byName.get(name) ?? distinct.push(context) - 1;
    byName.set(name, index);
    last = { context, index };
    return index;
  });
  return { distinct, at };
}

function contextParts({
  organisationId,
  senderId,
  campaignId,
  credentialId,
  intermediaryId,
  seatId,
  place,
}: SendContext) {
  return [organisationId, senderId, campaignId, credentialId, intermediaryId, seatId, place];
}

/** Texts of a context, as `context.lua` reads them. */
export const CONTEXT_TEXTS = 23;

function contextTexts(context: SendContext, windows: WindowLookup): (string | Buffer)[] {
  const { organisationId, senderId, campaignId, credentialId, intermediaryId } = context;
  return [
    organisationId,
    senderId,
    campaignId,
    `${organisationId}|${intermediaryId}`,
    registryFields.credential(credentialId),
    registryFields.organisation(organisationId),
    registryFields.sender(senderId),
    registryFields.senderState(senderId),
    registryFields.grant(senderId, intermediaryId),
    registryFields.campaign(campaignId),
    registryFields.campaignClosed(campaignId),
    registryFields.campaignPaused(campaignId),
    registryFields.senderPaused(senderId),
    registryFields.pairCancelled(senderId, campaignId),
    registryFields.campaignCancelled(campaignId),
    registryFields.senderCancelled(senderId),
    registryFields.organisationCancelled(organisationId),
    ...subjectsOf(context),
    windows(context.place),
  ];
}

function writeNumbers(
  numbers: Buffer,
  { offset, item, context }: { offset: number; item: GateItem; context: number },
): void {
  numbers.writeUInt8(KINDS[item.kind], offset);
  numbers.writeUInt8(item.priority, offset + 1);
  numbers.writeUInt8(item.mode, offset + 2);
  numbers.writeUInt8(TEXT_VERDICTS[item.textVerdict], offset + 3);
  numbers.writeUInt8(item.allPoliticalSuppressed ? 1 : 0, offset + 4);
  numbers.writeUInt16LE(context, offset + 5);
  numbers.writeUInt32LE(item.units, offset + 7);
  numbers.writeUInt32LE(item.releaseAttempt, offset + 11);
  numbers.writeDoubleLE(item.expiresAtUs, offset + 15);
  numbers.set(item.requestHash, offset + HASH_AT);
}
