-- The group, and what the gate knows of its recipients and keys: three requests, however large the group is.
local ITEM_BYTES = 23

local function read_item(index)
  local at = REST + contexts * 15 + index * 4
  local kind, priority, mode, text, all_political, context, units, attempt, expires =
    struct.unpack('<BBBBBI2I4I4d', numbers, index * ITEM_BYTES + 1)
  -- Every field at once: a table that grows field by field is allocated anew five times.
  return {
    index = index, kind = kind, priority = priority, mode = mode, text = text, all_political = all_political,
    context = context, units = units, attempt = attempt, expires = expires, key = ARGV[at], hash = ARGV[at + 1],
    recipient = ARGV[at + 2], id = ARGV[at + 3], bound = false, opt_outs = false, replied = false, in_conversation = false,
  }
end

local function read_items(now)
  local items, names, recipients = {}, {}, {}
  for index = 0, #numbers / ITEM_BYTES - 1 do
    local item = read_item(index)
    items[index + 1], names[index + 1], recipients[index + 1] = item, 'e:' .. item.key, item.recipient
  end
  local bound = read_bound_keys(names, now)
  local opt_outs = redis.call('HMGET', KEY.opt_outs, unpack(recipients))
  local replied = redis.call('HMGET', KEY.replied, unpack(recipients))
  for place, item in ipairs(items) do
    item.bound, item.opt_outs, item.replied = bound[place], opt_outs[place], replied[place]
    item.in_conversation = item.replied and now - tonumber(item.replied) < CONVERSATION_US
  end
  return items
end
