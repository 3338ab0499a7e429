-- Accepted idempotency keys, in generations. Value: double (instant, µs), 16 bytes of request hash, first answer.
local KEY_GENERATION_US = KEY_LIFE_US / 2
local KEY_GENERATIONS_READ = 3

-- Values of the keys that ARGV names from one index to another, by place; the youngest of each name.
local function read_bound_keys(first, last, now)
  local found, generation = {}, math.floor(now / KEY_GENERATION_US)
  for back = KEY_GENERATIONS_READ - 1, 0, -1 do
    local slot = live_slot('bound', 4, generation - back)
    local values = slot and redis.call('HMGET', slot, unpack(ARGV, first, last)) or {}
    for place = 1, #values do
      if values[place] then found[place] = values[place] end
    end
  end
  return found
end

local function unpack_bound_key(value, now)
  if not value or now - struct.unpack('<d', value) >= KEY_LIFE_US then return nil end
  return string.sub(value, 9, 24), string.sub(value, 25)
end

-- ARGV from `first` to `last`: name and value in turn, all of one instant's generation.
local function bind_keys(first, last, at)
  if last < first then return end
  local slot = slot_to_write('bound', 4, math.floor(at / KEY_GENERATION_US), 2 * KEY_LIFE_US)
  if slot then redis.call('HSET', slot, unpack(ARGV, first, last)) end
end
