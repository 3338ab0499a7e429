-- Starts the gate over under a new epoch. The old epoch's keys are removed; those of the new one do not exist yet.
-- Guarantee: of several that saw the same epoch exactly one begins.
-- KEYS meta old_calls old_registry old_sanctions old_policies old_opt_outs old_replied old_queued
-- KEYS old_messages old_lanes old_lanes_open old_windows old_levels old_reached old_reached_at old_pairs_0
-- KEYS old_pairs_1 old_pairs_2 old_unanswered_0 old_unanswered_1 old_unanswered_2 old_bound_0 old_bound_1 old_bound_2 old_bound_3
-- ARGV observed:text next:text
-- Reply: 'BEGUN'. Rejects: 'BEHIND', meta: the gate is in another epoch than the one observed ('' = holds nothing).
-- INCLUDE now meta
local meta = read_meta()
if (meta.epoch or '') ~= observed then return behind(meta) end
for at = 2, #KEYS do redis.call('UNLINK', KEYS[at]) end
redis.call('HSET', KEY.meta, 'epoch', next, 'ready', 0, 'call', 0, 'gate_seq', 0, 'fact_seq', 0, 'number', 0, 'now', 0)
return { 'BEGUN' }
