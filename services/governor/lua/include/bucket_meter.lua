-- Level of one subject; hash `levels`: key → double.
local function open_bucket(_, key, now)
  local packed = redis.call('HGET', KEY.levels, key)
  local full_at, meter = packed and struct.unpack('<d', packed) or 0, { dirty = false }
  if full_at < now then full_at = now end

  function meter.free_at(item, limit) return level_free_at(full_at, item, limit) end

  function meter.spend(item, limit, at)
    full_at, meter.dirty = level_after(full_at, item, limit, at), true
  end

  function meter.save() redis.call('HSET', KEY.levels, key, struct.pack('<d', full_at)) end
  return meter
end
