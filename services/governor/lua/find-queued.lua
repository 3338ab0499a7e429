-- Shows the queued messages of some recipients, in their order. Changes nothing.
-- KEYS meta queued messages
-- ARGV epoch:text most:integer
-- REST recipients.
-- Reply: 'FOUND', list of releases and recorded admission of each message, 1 when there are more than `most` (0 = these are all).
-- Rejects: 'BEHIND', meta.
-- INCLUDE now meta message lane_name
local meta = read_meta()
if meta.epoch ~= epoch or not meta.ready then return behind(meta) end
local found = {}
for at = REST, #ARGV do
  for member in string.gmatch(redis.call('HGET', KEY.queued, ARGV[at]) or '', '[^,]+') do
    if #found >= most * 2 then return { 'FOUND', found, 1 } end
    local message = read_message(redis.call('HGET', KEY.messages, id_of(member)))
    found[#found + 1] = message.releases
    found[#found + 1] = message.admission
  end
end
return { 'FOUND', found, 0 }
