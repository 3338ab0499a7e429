-- Level of one subject; hash `levels`: key → double.
local function bucket_free_at(meter, item, limit) return level_free_at(meter.full_at, item, limit) end

local function bucket_spend(meter, item, limit, now)
  meter.full_at, meter.dirty = level_after(meter.full_at, item, limit, now), true
end

local function bucket_save(meter)
  redis.call('HSET', KEY.levels, meter.key, struct.pack('<d', meter.full_at))
end

local function open_bucket(limit, key, now)
  local packed = redis.call('HGET', KEY.levels, key)
  local full_at = packed and struct.unpack('<d', packed) or 0
  return {
    key = key, full_at = full_at > now and full_at or now, dirty = false,
    free_at = bucket_free_at, spend = bucket_spend, save = bucket_save,
  }
end
