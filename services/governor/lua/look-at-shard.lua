-- Tells where a shard of the recipients' counts stands.
-- KEYS meta
-- Reply: epoch ('' = it holds nothing), 1 when it is ready and nothing can be missing, call, limits.
-- INCLUDE shard
local shard = read_shard()
return { shard.epoch, shard.ready and shard.whole and 1 or 0, shard.call, shard.limits }
