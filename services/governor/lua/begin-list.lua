-- Starts the list of opt-outs from all political senders over under a new epoch.
-- Guarantee: of several that saw the same epoch exactly one begins.
-- KEYS meta old_list
-- ARGV observed:text next:text
-- Reply: 'BEGUN', or 'BEHIND' when the list is in another epoch than the one observed ('' = there is none).
if (redis.call('HGET', KEY.meta, 'epoch') or '') ~= observed then return { 'BEHIND' } end
redis.call('UNLINK', KEY.old_list)
redis.call('HSET', KEY.meta, 'epoch', next, 'seq', 0)
return { 'BEGUN' }
