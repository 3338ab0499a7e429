import type { GateItem } from '@hustings/policy';

const NONE = Buffer.alloc(0);
const HEAD_BYTES = 11;

/** The items whose recipient's cap is reached, as `cap.lua` unpacks them. */
export function encodeCapped(items: readonly GateItem[]): Buffer {
  const parts: Buffer[] = [];
  for (let index = 0; index < items.length; index++) {
    const recipientCap = items[index]?.recipientCap;
    if (!recipientCap?.untilUs) continue;
    const id = Buffer.from(recipientCap.limitId);
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt16LE(index, 0);
    head.writeDoubleLE(recipientCap.untilUs, 2);
    head.writeUInt8(id.length, 10);
    parts.push(head, id);
  }
  return parts.length === 0 ? NONE : Buffer.concat(parts);
}
