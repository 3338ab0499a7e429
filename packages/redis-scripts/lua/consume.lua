-- Takes one permit for each key from its own bucket (generic cell rate algorithm, ITU-T I.371), in the order given.
-- Guarantee: a key never gets more than `burst` permits at once nor more than one each `every` after that; a refused call
-- takes nothing. A bucket is at rest again within a generation, so that two generations hold all that is not; each hash goes
-- by itself three generations after it began.
-- KEYS slot_0 slot_1 slot_2
-- ARGV every:integer burst:integer generation_us:integer
-- REST '' (the field that holds a hash's generation), then the keys. Times in µs.
-- Reply: for each key a double: 0 = the permit is taken, else the time until there is one.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local generation = math.floor(now / generation_us)

local function read_slot(at)
  local values = redis.call('HMGET', KEYS[at % 3 + 1], unpack(ARGV, REST))
  return tonumber(values[1]) == at and values
end

local slot, current = KEYS[generation % 3 + 1], read_slot(generation)
if not current then
  current = {}
  redis.call('UNLINK', slot)
  redis.call('HSET', slot, '', string.format('%.0f', generation))
  redis.call('PEXPIRE', slot, string.format('%.0f', 3 * generation_us / 1000))
end

local previous, full_at, answers, taken, depth = nil, {}, {}, {}, burst * every
local FREE = struct.pack('<d', 0)
for place = 2, #ARGV - REST + 1 do
  local key = ARGV[REST + place - 1]
  local level = full_at[key]
  if not level then
    local packed = current[place]
    if not packed then
      if previous == nil then previous = read_slot(generation - 1) or {} end
      packed = previous[place]
    end
    level = packed and struct.unpack('<d', packed) or now
    if level < now then level = now end
  end
  local wait = level + every - depth - now
  if wait <= 0 then level = level + every end
  full_at[key], answers[place - 1] = level, wait <= 0 and FREE or struct.pack('<d', wait)
  if wait <= 0 then
    local at = #taken
    taken[at + 1], taken[at + 2] = key, struct.pack('<d', level)
  end
end
if #taken > 0 then redis.call('HSET', slot, unpack(taken)) end
return { table.concat(answers) }
