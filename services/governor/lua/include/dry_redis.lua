-- A Redis that takes no writes, for what follows. Of all that a call writes only `reached` is read again in the same call.
local READS = { GET = 1, HGET = 1, HMGET = 1, HEXISTS = 1, TIME = 1, INFO = 1, ZLEXCOUNT = 1, ZRANGEBYLEX = 1 }
local real = redis

local function keep_aside(command, key, ...)
  if key ~= KEY.reached then return end
  for place, member in ipairs({ ... }) do
    if command == 'ZADD' and place % 2 == 0 then added[#added + 1] = member end
    if command == 'ZREM' and not removed[member] then removed[member], removed_count = true, removed_count + 1 end
  end
end

local function read_reached(command, key, from, to, limit, place, most)
  if command == 'ZLEXCOUNT' then return count_reached_dry(from, real.call(command, key, from, to)) end
  if not range_of(from) then return real.call(command, key, from, to, limit, place, most) end
  local stored = real.call(command, key, from, to, limit, 0, place + 1 + removed_count)
  return member_reached_dry(from, stored, place)
end

local redis = {
  sha1hex = real.sha1hex,
  call = function(command, key, ...)
    if not READS[command] then return keep_aside(command, key, ...) end
    if key and key == KEY.reached then return read_reached(command, key, ...) end
    if key then return real.call(command, key, ...) end
    return real.call(command)
  end,
}
