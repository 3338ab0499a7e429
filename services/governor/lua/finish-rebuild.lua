-- Opens the gate after everything in the log was applied.
-- KEYS meta
-- ARGV epoch:text call:integer
-- Reply: 'READY'. Rejects: 'BEHIND', meta: another epoch.
-- INCLUDE now meta
local meta = read_meta()
if meta.epoch ~= epoch then return behind(meta) end
redis.call('HSET', KEY.meta, 'ready', 1, 'call', digits(math.max(call, meta.call)))
return { 'READY' }
