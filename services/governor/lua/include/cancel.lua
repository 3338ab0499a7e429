-- Cancellations by the owner. Neither kind touches what was admitted after `through`, whichever is applied first.
local function cancel_through(field, through, order)
  local known = string.match(redis.call('HGET', KEY.registry, field) or '0', '^%d+')
  if tonumber(known) < tonumber(through) then redis.call('HSET', KEY.registry, field, through .. '|' .. order) end
end

local function cancel_message(id, through, order)
  local packed = redis.call('HGET', KEY.messages, id)
  local message = packed and read_message(packed)
  if not message or message.order ~= '' or admission_number(message.member) > tonumber(through) then return end
  message.order = order
  write_message(id, message)
end
