-- Adds one activation in the order of the instants at which policies begin; of equals the later one counts.
local function forget_policy(entry)
  for _, profile in ipairs(entry.profiles) do redis.call('HDEL', KEY.policies, entry.id .. ':' .. profile) end
end

local function add_policy(hash, effective, retry_held, compiled, keep)
  local index, place, names = policy_index(), 1, {}
  local id = redis.call('HINCRBY', KEY.policies, 'activations', 1)
  while index[place] and index[place].effective <= effective do place = place + 1 end
  local previous, policy = index[place - 1], cjson.decode(compiled)
  for profile, limits in pairs(policy.profiles) do
    names[#names + 1] = profile
    local before = limits_of(previous, profile) or {}
    for _, limit in ipairs(limits) do
      limit.since = previous and since_of(limit, before, effective) or 0
    end
    redis.call('HSET', KEY.policies, id .. ':' .. profile, cmsgpack.pack(limits))
  end
  local entry = { id = id, hash = hash, effective = effective, retry_held = retry_held, windows = policy.windows,
    profiles = names }
  table.insert(index, place, entry)
  while #index > keep do forget_policy(table.remove(index, 1)) end
  redis.call('HSET', KEY.policies, 'index', cmsgpack.pack(index))
end
