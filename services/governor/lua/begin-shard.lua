-- Starts a shard of the recipients' counts over under a new epoch, or opens it (`ready` = 1) when it is rebuilt.
-- Guarantee: of several that saw the same epoch exactly one begins.
-- KEYS meta old_persons_0 old_persons_1 old_persons_2
-- ARGV observed:text next:text limits:text ready:integer
-- Reply: 'BEGUN'. Rejects: 'BEHIND', epoch: another one than observed ('' = the shard holds nothing).
-- INCLUDE now meta shard
local shard = read_shard()
if shard.epoch ~= observed then return { 'BEHIND', shard.epoch } end
if ready == 1 and not shard.whole then return { 'BEHIND', shard.epoch } end
if ready == 0 then
  redis.call('UNLINK', KEY.old_persons_0, KEY.old_persons_1, KEY.old_persons_2)
  redis.call('HSET', KEY.meta, 'history', history_id(), 'call', 0, 'now', digits(math.max(clock_us(), shard.now)))
end
redis.call('HSET', KEY.meta, 'epoch', next, 'ready', ready, 'limits', limits)
return { 'BEGUN' }
