-- Different recipients of a moving period. Sorted set `reached`: "<tag>|<instant, 16 digits>|<recipient>", one member a
-- recipient, all scores 0; hash `reached_at`: "<tag>|<recipient>" → double, the instant.

-- Of those that have left the period a call removes more than it can add.
local PRUNED_AT_ONCE = 1024

local function reached_prefix(tag, at)
  return tag .. '|' .. string.format('%016.0f', at) .. '|'
end

local function prune_reached(tag, from)
  local old = redis.call('ZRANGEBYLEX', KEY.reached, '[' .. tag .. '|', '(' .. from, 'LIMIT', 0, PRUNED_AT_ONCE)
  if #old == 0 then return end
  redis.call('ZREM', KEY.reached, unpack(old))
  for place = 1, #old do old[place] = tag .. string.sub(old[place], #tag + 18) end
  redis.call('HDEL', KEY.reached_at, unpack(old))
end
