-- What the numbers of each item say, up to its expiry: one table for all items of which they say the same, since most of a
-- group are alike. By the index of the item.
local HEAD_BYTES = 15
local heads, known_heads = {}, {}
for index = 0, count - 1 do
  local packed = string.sub(numbers, index * ITEM_BYTES + 1, index * ITEM_BYTES + HEAD_BYTES)
  local head = known_heads[packed]
  if not head then
    head = { kind = 0, priority = 0, mode = 0, text = 0, all_political = 0, context = 0, units = 0, attempt = 0 }
    head.kind, head.priority, head.mode, head.text, head.all_political, head.context, head.units, head.attempt =
      struct.unpack('<BBBBBI2I4I4', packed)
    known_heads[packed] = head
  end
  heads[index] = head
end

-- Of the item at this index; 16 bytes.
local function request_hash(index)
  return string.sub(numbers, index * ITEM_BYTES + 24, index * ITEM_BYTES + 39)
end
