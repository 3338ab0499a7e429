-- Enters a lane. Hash `queued`: recipient → lane members, each with a comma, so that a reply finds them.
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
