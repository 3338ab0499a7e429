-- Gives back the places of releases that did not come about or were handed back uncalled.
-- Guarantee: a place is given back once, however often it is asked: places have names.
-- KEYS meta persons_0 persons_1 persons_2
-- ARGV epoch:text limits:text
-- REST for each release: pseudonym, 8 bytes that name the release. `limits`: see caps.lua.
-- Reply: 'RETURNED'. Rejects: 'BEHIND': another epoch.
-- INCLUDE now meta shard generation caps persons
local shard = read_shard()
if shard.epoch ~= epoch then return { 'BEHIND' } end
local now = math.max(clock_us(), shard.now)
for at = REST, #ARGV, 2 do keep_messages(ARGV[at], messages_to(ARGV[at], ARGV[at + 1], now), now) end
return { 'RETURNED' }
