-- What of the limits of some senders is taken at this instant.
-- Guarantee: the server itself refuses every write (EVALSHA_RO).
-- KEYS meta registry policies windows levels reached
-- ARGV epoch:text samples:integer
-- REST for each sender: its id, its organisation, its registry field.
-- Reply: 'LEVELS', now, policy hash, then for each sender its profile and a list of limits: id, since, instant at which a
--   bucket is full again ('' = another shape), spends that count: pairs of (double: instant in µs, uint32: permits), oldest
--   first. People reached are told in at most `samples` steps, each as of the youngest of its people: stricter, not exact.
-- Rejects: 'BEHIND', meta: another epoch, or not ready.
-- READONLY yes
-- INCLUDE now meta policy sender_limits tag level_reader
local meta = read_meta()
if meta.epoch ~= epoch or not meta.ready then return behind(meta) end
local now = instant(meta)
local policy, senders = policy_at(policy_index(), now), {}

local READ = { window = read_window, bucket = read_bucket, uniques = read_uniques }

local function read_limits(sender, organisation, value)
  local levels = {}
  for _, limit in ipairs(sender_limits(policy, value) or {}) do
    local key = (limit.scope == 'sender' and 's:' .. sender or 'o:' .. organisation) .. '|' .. limit.id
    local full_at, spends = '', ''
    if READ[limit.shape] then full_at, spends = READ[limit.shape](key, now - limit.span, samples) end
    levels[#levels + 1] = { limit.id, digits(limit.since), full_at, spends }
  end
  return levels
end

for at = REST, #ARGV, 3 do
  local value = redis.call('HGET', KEY.registry, ARGV[at + 2]) or '|'
  local _, profile = owner_and_profile(value)
  senders[#senders + 1] = { profile, read_limits(ARGV[at], ARGV[at + 1], value) }
end
return { 'LEVELS', digits(now), policy and policy.hash or '', senders }
