-- What the gate knows of some recipients: enough to foresee what messages to them cost.
-- Guarantee: the server itself refuses every write (EVALSHA_RO).
-- KEYS meta opt_outs replied reached_at
-- ARGV epoch:text reached:text
-- REST recipients. `reached` is the prefix of a limit's fields in `reached_at`; '' = there is no such limit.
-- Reply: 'RECIPIENTS', then for each recipient: opt-out scopes (",o,c:…,"), instant of the last reply, instant at which
--   it was counted last; '' = nothing. Rejects: 'BEHIND', meta: another epoch, or not ready.
-- READONLY yes
-- INCLUDE meta
local meta = read_meta()
if meta.epoch ~= epoch or not meta.ready then return behind(meta) end
local opt_outs = redis.call('HMGET', KEY.opt_outs, unpack(ARGV, REST))
local replied = redis.call('HMGET', KEY.replied, unpack(ARGV, REST))
local fields, known = {}, { 'RECIPIENTS' }
for at = REST, #ARGV do fields[#fields + 1] = reached .. ARGV[at] end
local counted = reached == '' and {} or redis.call('HMGET', KEY.reached_at, unpack(fields))
for place = 1, #opt_outs do
  known[#known + 1] = opt_outs[place] or ''
  known[#known + 1] = replied[place] or ''
  known[#known + 1] = counted[place] and string.format('%.0f', struct.unpack('<d', counted[place])) or ''
end
return known
