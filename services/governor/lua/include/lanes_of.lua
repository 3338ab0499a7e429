-- Names of a sender's lanes in a sorted set of members, conversation first. Members of a lane are neighbours, so the next
-- lane begins one step beyond the end of this one.
local LANES_LISTED = 1024

local function lanes_of(key, sender)
  local lanes, from = {}, '[' .. sender .. '|'
  while #lanes < LANES_LISTED do
    local member = redis.call('ZRANGEBYLEX', key, from, '(' .. sender .. '}', 'LIMIT', 0, 1)[1]
    if not member then break end
    lanes[#lanes + 1] = lane_of(member)
    from = '(' .. lanes[#lanes] .. '}'
  end
  return lanes
end

-- Lanes of one sender are neighbours as well.
local function next_sender(after)
  local from = after == '' and '-' or '(' .. after .. '}'
  local member = redis.call('ZRANGEBYLEX', KEY.lanes, from, '+', 'LIMIT', 0, 1)[1]
  return member and string.match(member, '^(.-)|')
end
