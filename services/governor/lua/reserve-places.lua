-- Takes a place in every cap of a person, over all organisations, for each release that is about to be decided.
-- Guarantee: a release takes one place in each cap or none; asking again for the same release moves its place to now.
-- KEYS meta persons_0 persons_1 persons_2
-- ARGV epoch:text call:integer limits:text
-- REST for each release: pseudonym, 8 bytes that name the release. `limits`: see caps.lua.
-- Reply: 'RESERVED', call, for each release byte cap (from 1; 0 = a place was taken) and double instant (µs) at which there
--   is room, and for each cap how often it would have refused in shadow.
-- Rejects: 'BEHIND': another epoch, not ready, lower than the caller believes, other caps, or counts may be missing.
-- INCLUDE now meta shard generation caps persons
local shard = read_shard()
local open = shard.epoch == epoch and shard.ready and shard.whole and shard.limits == limits
if not open or shard.call < call then return { 'BEHIND' } end
local now = math.max(clock_us(), shard.now)
local answers, shadows = {}, {}
for place = 1, #caps do shadows[place] = 0 end

-- When the cap has room, if it has none.
local function room_at(cap, list)
  local count = 0
  for place = #list, 1, -1 do
    if list[place].at > now - cap.span then count = count + 1 end
    if count == cap.max then return list[place].at + cap.span end
  end
end

local function reserve(person, release)
  local list, refused_by, at = messages_to(person, release, now), 0, 0
  for place, cap in ipairs(caps) do
    local room = room_at(cap, list)
    if room and cap.shadow then shadows[place] = shadows[place] + 1 end
    if room and not cap.shadow and room > at then refused_by, at = place, room end
  end
  if refused_by == 0 then list[#list + 1] = { at = now, name = release } end
  keep_messages(person, list, now)
  answers[#answers + 1] = struct.pack('<Bd', refused_by, at)
end

for at = REST, #ARGV, 2 do reserve(ARGV[at], ARGV[at + 1]) end
call = shard.call + 1
redis.call('HSET', KEY.meta, 'call', digits(call), 'now', digits(now))
return { 'RESERVED', call, table.concat(answers), shadows }
