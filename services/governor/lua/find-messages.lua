-- Shows accepted messages whose end is not known. Changes nothing.
-- KEYS meta messages
-- ARGV epoch:text
-- REST message ids.
-- Reply: 'FOUND', list of (1 while it is queued, releases, recorded admission) of each message that is known. Rejects:
--   'BEHIND', meta.
-- INCLUDE now meta message
local meta = read_meta()
if meta.epoch ~= epoch or not meta.ready then return behind(meta) end
local found = {}
for at = REST, #ARGV do
  local packed = redis.call('HGET', KEY.messages, ARGV[at])
  local message = packed and read_message(packed)
  if message then found[#found + 1] = { message.queued and 1 or 0, message.releases, message.admission } end
end
return { 'FOUND', found }
