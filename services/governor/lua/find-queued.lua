-- Shows all queued messages of some recipients. Changes nothing.
-- KEYS meta queued messages
-- ARGV epoch:text
-- REST recipients.
-- Reply: 'FOUND', list of releases and recorded admission of each message. Rejects: 'BEHIND', meta.
-- INCLUDE now meta message
local meta = read_meta()
if meta.epoch ~= epoch or not meta.ready then return behind(meta) end
local found = {}
for at = REST, #ARGV do
  for member in string.gmatch(redis.call('HGET', KEY.queued, ARGV[at]) or '', '[^,]+') do
    local message = read_message(redis.call('HGET', KEY.messages, string.match(member, '([^|]+)$')))
    found[#found + 1] = message.releases
    found[#found + 1] = message.admission
  end
end
return { 'FOUND', found }
