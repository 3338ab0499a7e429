-- Writes of a uniques meter, collected and made at once.
local function reached_at(meter, recipient)
  if not meter.seen[recipient] then
    meter.seen[recipient] = tonumber(redis.call('HGET', KEY.reached_at, meter.key .. '|' .. recipient)) or 0
  end
  return meter.seen[recipient]
end

local function move_reached(meter, recipient, before, at)
  if before > 0 then redis.call('ZREM', KEY.reached, reached_member(meter.key, before, recipient)) end
  local members, fields = meter.members, meter.fields
  members[#members + 1] = 0
  members[#members + 1] = reached_member(meter.key, at, recipient)
  fields[#fields + 1] = meter.key .. '|' .. recipient
  fields[#fields + 1] = digits(at)
  meter.seen[recipient], meter.dirty = at, true
end

local function save_reached(meter)
  if #meter.members == 0 then return end
  redis.call('ZADD', KEY.reached, unpack(meter.members))
  redis.call('HSET', KEY.reached_at, unpack(meter.fields))
  meter.members, meter.fields = {}, {}
end
