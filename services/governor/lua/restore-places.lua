-- Puts releases of the log into a shard that is being rebuilt, in the order of the log or nearly so.
-- KEYS meta persons_0 persons_1 persons_2
-- ARGV epoch:text limits:text
-- REST for each release: pseudonym, 8 bytes that name the release, instant (µs). `limits`: see caps.lua.
-- Reply: 'RESTORED'. Rejects: 'BEHIND': another epoch, or ready already.
-- INCLUDE now meta shard generation caps persons
local shard = read_shard()
if shard.epoch ~= epoch or shard.ready then return { 'BEHIND' } end
local now = math.max(clock_us(), shard.now)
for at = REST, #ARGV, 3 do
  local list = messages_to(ARGV[at], ARGV[at + 1], now)
  list[#list + 1] = { at = tonumber(ARGV[at + 2]), name = ARGV[at + 1] }
  table.sort(list, function(a, b) return a.at < b.at end)
  keep_messages(ARGV[at], list, now)
end
return { 'RESTORED' }
