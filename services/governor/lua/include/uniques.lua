-- Reads and writes of a uniques meter: each made at once for many recipients.
local function prefetch_reached(meter, recipients)
  local fields = {}
  for place = 1, #recipients do fields[place] = meter.prefix .. recipients[place] end
  local values = redis.call('HMGET', KEY.reached_at, unpack(fields))
  for place = 1, #values do meter.seen[recipients[place]] = values[place] and struct.unpack('<d', values[place]) or 0 end
end

local function move_reached(meter, recipient, before, now)
  if meter.now ~= now then
    meter.now, meter.packed, meter.member = now, struct.pack('<d', now), reached_prefix(meter.key, now)
  end
  local left, members, fields = meter.left, meter.members, meter.fields
  if before > 0 then left[#left + 1] = reached_prefix(meter.key, before) .. recipient end
  local at = #members
  members[at + 1], members[at + 2] = '0', meter.member .. recipient
  fields[at + 1], fields[at + 2] = meter.prefix .. recipient, meter.packed
  meter.seen[recipient], meter.dirty = now, true
end

local function save_reached(meter)
  if #meter.members == 0 then return end
  redis.call('ZADD', KEY.reached, unpack(meter.members))
  redis.call('HSET', KEY.reached_at, unpack(meter.fields))
  if #meter.left > 0 then redis.call('ZREM', KEY.reached, unpack(meter.left)) end
  meter.members, meter.fields, meter.left = {}, {}, {}
end
