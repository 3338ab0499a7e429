-- Writes what commits left in buckets and pairs, which were applied without these (see apply-decisions.lua).
-- Guarantee: all or none, and only while the gate stands behind those commits: no younger level is overwritten by an older one.
-- KEYS meta levels pairs_0 pairs_1 pairs_2
-- ARGV epoch:text after_gate:integer at:integer buckets:integer
-- REST name and level (double, see level.lua) of each bucket, then of each pair (see recipient_fact.lua). `at` is the
--   instant of the last of the commits: a pair that is not full by then is full again within a generation from it.
-- Reply: 'APPLIED'. Rejects: 'BEHIND', meta: another epoch, or `after_gate` is not the last gate message that was applied.
-- INCLUDE now meta generation
local meta = read_meta()
if meta.epoch ~= epoch or meta.gate_seq ~= after_gate then return behind(meta) end
local pairs_at = REST + buckets * 2
if buckets > 0 then redis.call('HSET', KEY.levels, unpack(ARGV, REST, pairs_at - 1)) end
if pairs_at <= #ARGV then
  local slot = slot_to_write('pairs', 3, math.floor(at / PAIR_GENERATION_US), 3 * PAIR_GENERATION_US)
  if slot then redis.call('HSET', slot, unpack(ARGV, pairs_at)) end
end
return { 'APPLIED' }
