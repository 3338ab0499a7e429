-- Moves recipients to `now`: `move` notes one and the instant before, 0 for none; `save` writes those that were noted.
local function with_moves(meter, tag, now)
  local packed, member, left_at, left_prefix = struct.pack('<d', now), reached_prefix(tag, now), 0, ''
  local members, fields, left, noted = {}, {}, {}, 0

  function meter.move(recipient, before)
    if before ~= left_at then left_at, left_prefix = before, reached_prefix(tag, before) end
    if before > 0 then left[#left + 1] = left_prefix .. recipient end
    members[noted + 1], members[noted + 2] = '0', member .. recipient
    fields[noted + 1], fields[noted + 2] = meter.fields[recipient], packed
    noted, meter.dirty = noted + 2, true
  end

  function meter.save()
    if noted == 0 then return end
    redis.call('ZADD', KEY.reached, unpack(members))
    redis.call('HSET', KEY.reached_at, unpack(fields))
    if #left > 0 then redis.call('ZREM', KEY.reached, unpack(left)) end
    members, fields, left, noted = {}, {}, {}, 0
  end
  return meter
end
