-- Lanes: enter and leave. Hash `queued`: recipient → lane members, each with a comma, so that a reply finds them.
local function enter_lane(id, message)
  message.queued = true
  write_message(id, message)
  redis.call('ZADD', KEY.lanes, 0, message.member)
  local waiting = redis.call('HGET', KEY.queued, message.recipient) or ''
  redis.call('HSET', KEY.queued, message.recipient, waiting .. message.member .. ',')
  if redis.call('HEXISTS', KEY.replied, message.recipient) == 1 then
    redis.call('ZADD', KEY.lanes_open, 0, message.member)
  end
end

local function leave_lane(message)
  message.queued = false
  redis.call('ZREM', KEY.lanes, message.member)
  redis.call('ZREM', KEY.lanes_open, message.member)
  local waiting, left = redis.call('HGET', KEY.queued, message.recipient) or '', {}
  for member in string.gmatch(waiting, '[^,]+') do
    if member ~= message.member then left[#left + 1] = member .. ',' end
  end
  if #left == 0 then redis.call('HDEL', KEY.queued, message.recipient)
  else redis.call('HSET', KEY.queued, message.recipient, table.concat(left)) end
end
