-- Tells who of these has opted out of all political senders, and as of which sequence: both from one moment.
-- KEYS meta list
-- ARGV epoch:text
-- REST pseudonyms, at least one.
-- Reply: 'CHECKED', seq, one digit for each (1 = in the list). Rejects: 'BEHIND': another epoch.
local stored = redis.call('HMGET', KEY.meta, 'epoch', 'seq')
if stored[1] ~= epoch then return { 'BEHIND' } end
local found = redis.call('SMISMEMBER', KEY.list, unpack(ARGV, REST))
-- To make a text of a number takes longer than to look it up.
for place = 1, #found do found[place] = found[place] == 1 and '1' or '0' end
return { 'CHECKED', stored[2], table.concat(found) }
