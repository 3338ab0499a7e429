-- The item that is being decided: one table for all, since a table for each is what costs most. `place` is its place
-- among the admissions or the queued messages.
local item = {
  index = 0, kind = 0, priority = 0, mode = 0, text = 0, all_political = 0, context = 0, units = 0, attempt = 0, expires = 0,
  key = '', id = '', place = 0, recipient = '', opt_outs = false, replied = false, replied_at = 0, in_conversation = false,
}
local places = { 0, 0 }

local function load_item(group, index, now)
  item.index = index
  item.kind, item.priority, item.mode, item.text, item.all_political, item.context, item.units, item.attempt, item.expires =
    struct.unpack('<BBBBBI2I4I4d', numbers, index * ITEM_BYTES + 1)
  local column = item.kind == ADMISSION and 1 or 2
  local place = places[column] + 1
  places[column], item.place = place, place
  if column == 1 then item.key = ARGV[names_at + place - 1] else item.id = ARGV[ids_at + place - 1] end
  item.recipient, item.opt_outs = ARGV[recipients_at + index], group.opt_outs[index + 1]
  local replied = group.replied[index + 1]
  item.replied, item.replied_at = replied, replied and tonumber(replied) or 0
  item.in_conversation = replied and now - item.replied_at < CONVERSATION_US
end

-- Of the item at this index; 16 bytes.
local function request_hash(index)
  return string.sub(numbers, index * ITEM_BYTES + 24, index * ITEM_BYTES + 39)
end
