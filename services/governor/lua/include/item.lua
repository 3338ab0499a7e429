-- The item that is being decided: one table for all, since a table for each is what costs most. `place` is its place
-- among the admissions or the queued messages.
local item = {
  index = 0, kind = 0, priority = 0, mode = 0, text = 0, all_political = 0, context = 0, units = 0, attempt = 0, expires = 0,
  key = '', id = '', place = 0, recipient = '', opt_outs = false, replied = false, replied_at = 0, in_conversation = false,
}
local admissions, others, loaded = 0, 0, nil

local function load_head(head)
  for name, number in pairs(head) do item[name] = number end
  loaded = head
end

local function load_item(group, index, now)
  if heads[index] ~= loaded then load_head(heads[index]) end
  if item.kind == ADMISSION then
    item.place, item.key, admissions = admissions + 1, ARGV[names_at + admissions], admissions + 1
  else
    item.place, item.id, others = others + 1, ARGV[ids_at + others], others + 1
  end
  -- The last byte of a double is 0 only where it is far below any instant.
  local at, replied = index * ITEM_BYTES + HEAD_BYTES, group.replied[index + 1]
  item.expires = string.byte(numbers, at + 8) == 0 and 0 or struct.unpack('<d', numbers, at + 1)
  item.index, item.recipient, item.opt_outs = index, ARGV[recipients_at + index], group.opt_outs[index + 1]
  item.replied, item.replied_at = replied, replied and tonumber(replied) or 0
  item.in_conversation = replied and now - item.replied_at < CONVERSATION_US
end
