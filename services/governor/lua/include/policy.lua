-- Policies by the instant at which they begin; hash `policies`: "index" → list, "<id>:<profile>" → limits.
local unpacked_limits = {}

local function policy_index()
  local packed = redis.call('HGET', KEY.policies, 'index')
  return packed and cmsgpack.unpack(packed) or {}
end

local function policy_at(index, now)
  for at = #index, 1, -1 do
    if index[at].effective <= now then
      return index[at]
    end
  end
  return nil
end

local function limits_of(policy, profile)
  if not policy then return nil end
  local field = policy.id .. ':' .. profile
  if unpacked_limits[field] == nil then
    local packed = redis.call('HGET', KEY.policies, field)
    unpacked_limits[field] = packed and cmsgpack.unpack(packed)
  end
  return unpacked_limits[field] or nil
end
