-- Sender, organisation and limits of a past spend. `levels` is 0 when buckets and pairs are written elsewhere.
local function written_here(limits)
  if levels == 1 then return limits end
  local some = {}
  for _, limit in ipairs(limits) do
    if limit.shape ~= 'bucket' and limit.shape ~= 'pair' then some[#some + 1] = limit end
  end
  return some
end

local function context_at(place, policy)
  local at = contexts_at + place * 3
  local limits = sender_limits(policy, redis.call('HGET', KEY.registry, ARGV[at + 1]))
  return { sender = ARGV[at], organisation = ARGV[at + 2], limits = written_here(limits or {}) }
end
