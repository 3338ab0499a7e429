-- Where levels are kept: a double, µs. Buckets in hash `levels`; pairs in generations, within one of which every pair is
-- at rest again, so that two generations hold all that is not.
local pair_writes = {}

local function load_level(limit, key, now)
  if limit.shape == 'bucket' then return redis.call('HGET', KEY.levels, key) end
  local generation = math.floor(now / PAIR_GENERATION_US)
  for back = 0, 1 do
    local slot = live_slot('pairs', 3, generation - back)
    local packed = slot and redis.call('HGET', slot, 'e:' .. key)
    if packed then return packed end
  end
  return nil
end

local function save_level(meter)
  local value = struct.pack('<d', meter.full_at)
  if meter.limit.shape == 'bucket' then
    redis.call('HSET', KEY.levels, meter.key, value)
  else
    pair_writes[#pair_writes + 1] = 'e:' .. meter.key
    pair_writes[#pair_writes + 1] = value
  end
end

local function write_pairs(now)
  write_generation('pairs', 3, math.floor(now / PAIR_GENERATION_US), pair_writes, 3 * PAIR_GENERATION_US)
end
