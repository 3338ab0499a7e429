-- Carries the list of opt-outs from all political senders from one sequence of its partition to a later one.
-- Guarantee: all changes or none, and only onto the very state that they follow: several writers, each at its own pace, make
-- the same list as one. At every moment the list is the log up to `seq`.
-- KEYS meta list
-- ARGV epoch:text from:integer to:integer
-- REST pairs of '1' (put in) or '0' (take out) and pseudonym, in the order of the log.
-- Reply: 'AT', sequence that the list has reached. Rejects: 'BEHIND', epoch that the list is in ('' = there is none).
local stored = redis.call('HMGET', KEY.meta, 'epoch', 'seq')
if stored[1] ~= epoch then return { 'BEHIND', stored[1] or '' } end
if tonumber(stored[2]) ~= from then return { 'AT', stored[2] } end
for at = REST, #ARGV, 2 do
  redis.call(ARGV[at] == '1' and 'SADD' or 'SREM', KEY.list, ARGV[at + 1])
end
redis.call('HSET', KEY.meta, 'seq', string.format('%.0f', to))
return { 'AT', to }
