-- Names of lanes; see message.lua for the members.
local function id_of(member)
  -- From the end: a class that has to reach it is tried again at every place before.
  return string.match(member, '.*|(.+)')
end

local function lane_of(member)
  return string.match(member, '^(.*)|%d+|[^|]+$')
end

-- Sender, whether it is a conversation, campaign.
local function parts_of_lane(lane)
  local sender, rank, campaign = string.match(lane, '^([^|]*)|(%d)|([^|]*)|')
  return sender, rank == '1', campaign
end

local function place_of_lane(lane)
  return string.match(lane, '^[^|]*|%d|[^|]*|(.*)$')
end
