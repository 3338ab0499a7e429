-- Accepted idempotency keys, in generations. Value: double (instant, µs), 16 bytes of request hash, first answer.
local KEY_GENERATION_US = KEY_LIFE_US / 2
local KEY_GENERATIONS_READ = 3

-- Values by name; the youngest of each name.
local function read_bound_keys(names, now)
  local found, generation = {}, math.floor(now / KEY_GENERATION_US)
  for back = 0, KEY_GENERATIONS_READ - 1 do
    local slot = live_slot('bound', 4, generation - back)
    for place, value in ipairs(slot and redis.call('HMGET', slot, unpack(names)) or {}) do
      found[place] = found[place] or value
    end
  end
  return found
end

local function unpack_bound_key(value, now)
  if not value or now - struct.unpack('<d', value) >= KEY_LIFE_US then return nil end
  return string.sub(value, 9, 24), string.sub(value, 25)
end

local function bind_keys(entries, at)
  write_generation('bound', 4, math.floor(at / KEY_GENERATION_US), entries, 2 * KEY_LIFE_US)
end
