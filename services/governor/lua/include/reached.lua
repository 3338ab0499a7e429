-- Different recipients of a moving period. Sorted set `reached`: "<key>|<instant, 16 digits>|<recipient>", one member a
-- recipient, all scores 0; hash `reached_at`: "<key>|<recipient>" → instant.

-- Of those that have left the period a call removes more than it can add.
local PRUNED_AT_ONCE = 1024

local function reached_member(key, at, recipient)
  return key .. '|' .. string.format('%016.0f', at) .. '|' .. recipient
end

local function prune_reached(key, from)
  local first, last = '[' .. key .. '|', '(' .. from
  for _, old in ipairs(redis.call('ZRANGEBYLEX', KEY.reached, first, last, 'LIMIT', 0, PRUNED_AT_ONCE)) do
    redis.call('ZREM', KEY.reached, old)
    redis.call('HDEL', KEY.reached_at, key .. string.sub(old, #key + 18))
  end
end
