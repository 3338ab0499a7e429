-- Another profile for a sender: `field` is its registry field, `at` the instant from which limits count that know nothing.
local function carries_on(limit, old)
  if limit.id ~= old.id or limit.shape ~= old.shape or limit.scope ~= old.scope then return false end
  if limit.segments ~= old.segments or limit.span > old.span then return false end
  return not old.shadow or limit.max <= old.max
end

local function change_profile(field, profile, changed_at, counts_from)
  local value = redis.call('HGET', KEY.registry, field)
  if not value then return end
  local policy = policy_at(policy_index(), tonumber(changed_at))
  local before, counted = sender_limits(policy, value) or {}, ''
  for _, limit in ipairs(limits_of(policy, profile) or {}) do
    for _, old in ipairs(before) do
      if carries_on(limit, old) then counted = counted .. '|' .. limit.id .. '=' .. digits(old.since) break end
    end
  end
  local owner = owner_and_profile(value)
  redis.call('HSET', KEY.registry, field, owner .. '|' .. profile .. '|' .. counts_from .. counted)
end
