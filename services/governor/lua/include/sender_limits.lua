-- Limits of a sender. Its registry field: "<organisation>|<profile>" and, once its profile was changed, "|<instant>" from which
-- its limits count, and "|<limit>=<instant>" for each that goes on from what the profile before had counted.
local settled_limits = {}

local function owner_and_profile(value)
  return string.match(value or '|', '^(.-)|([^|]*)')
end

local function sender_limits(policy, value)
  local owner, profile = owner_and_profile(value)
  local limits, changed = limits_of(policy, profile), value and string.sub(value, #owner + #profile + 3)
  if not limits or not changed or changed == '' then return limits end
  local name = policy.id .. ':' .. value
  if settled_limits[name] then return settled_limits[name] end
  local since, counted, settled = tonumber(string.match(changed, '^%d+')), {}, {}
  for id, at in string.gmatch(changed, '|([^|=]+)=(%d+)') do counted[id] = tonumber(at) end
  for at, limit in ipairs(limits) do
    local own = {}
    for name, number in pairs(limit) do own[name] = number end
    own.since = math.max(limit.since, counted[limit.id] or since)
    settled[at] = own
  end
  settled_limits[name] = settled
  return settled
end
