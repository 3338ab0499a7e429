-- Applies log entries to the gate, in order.
-- Guarantee: all or none; an entry that was applied before changes nothing; facts about what is unknown change nothing; an
-- entry or marker that is missing is never passed over.
-- KEYS meta registry sanctions policies opt_outs replied queued messages lanes lanes_open
-- ARGV epoch:text after_fact:integer after_gate:integer
-- REST facts and ends of entries, each a name and five texts ('' where unused):
--   'SET' field value · 'UNSET' field · 'PROFILE' field profile at from · 'OPT_OUT' recipient scope · 'OPT_IN' recipient scope · 'REPLY' recipient at
--   'SANCTION' subject id standing starts ends · 'SANCTION_END' subject id · 'STAY' subject id starts ends ·
--   'STAY_END' subject id · 'RETURN' message attempt · 'END' message attempt · 'CANCEL' field number order ·
--   'CANCEL_MESSAGE' message number order · 'POLICY' hash effective retry compiled (JSON) keep ·
--   'ENTRY' seq (begins an entry) · 'MARKER' seq
-- Reply: 'APPLIED' or, when every entry was known, 'SKIPPED'. Rejects: 'BEHIND', meta: another epoch, or lower than
--   `after_fact` and `after_gate`, the fact and the gate message that come before these entries.
-- INCLUDE now meta policy sender_limits change_profile message lane owner cancel sanctions succeed add_policy
local meta = read_meta()
if meta.epoch ~= epoch or meta.fact_seq < after_fact or meta.gate_seq < after_gate then return behind(meta) end
local apply, fact_seq, gate_seq, known = {}, meta.fact_seq, meta.gate_seq, false

function apply.SET(field, value) redis.call('HSET', KEY.registry, field, value) end
function apply.UNSET(field) redis.call('HDEL', KEY.registry, field) end
apply.PROFILE = change_profile

local function without(recipient, scope)
  local scopes = redis.call('HGET', KEY.opt_outs, recipient) or ','
  local from, to = string.find(scopes, ',' .. scope .. ',', 1, true)
  return from and string.sub(scopes, 1, from) .. string.sub(scopes, to + 1) or scopes
end
function apply.OPT_OUT(recipient, scope)
  redis.call('HSET', KEY.opt_outs, recipient, without(recipient, scope) .. scope .. ',')
end
function apply.OPT_IN(recipient, scope)
  local left = without(recipient, scope)
  if left == ',' then return redis.call('HDEL', KEY.opt_outs, recipient) end
  redis.call('HSET', KEY.opt_outs, recipient, left)
end

function apply.REPLY(recipient, at)
  local before = tonumber(redis.call('HGET', KEY.replied, recipient)) or 0
  redis.call('HSET', KEY.replied, recipient, digits(math.max(before, tonumber(at))))
  -- Who has replied before has all of it there: it entered so.
  if before > 0 then return end
  for member in string.gmatch(redis.call('HGET', KEY.queued, recipient) or '', '[^,]+') do
    redis.call('ZADD', KEY.lanes_open, 0, member)
  end
end

function apply.SANCTION(subject, id, standing, starts, ends)
  local all = without_sanction(subject, id)
  all[#all + 1] = { id = id, standing = tonumber(standing), starts = tonumber(starts), ends = tonumber(ends) }
  save_sanctions(subject, all)
end
function apply.SANCTION_END(subject, id) save_sanctions(subject, without_sanction(subject, id)) end
function apply.STAY(subject, id, starts, ends) change_stay(subject, id, tonumber(starts), tonumber(ends)) end
function apply.STAY_END(subject, id) change_stay(subject, id) end

local function with_release_out(id, attempt, change)
  local packed = redis.call('HGET', KEY.messages, id)
  local message = packed and read_message(packed)
  if message and not message.queued and message.releases == tonumber(attempt) then change(id, message) end
end
apply.CANCEL, apply.CANCEL_MESSAGE = cancel_through, cancel_message
function apply.RETURN(id, attempt) with_release_out(id, attempt, enter_lane) end
function apply.END(id, attempt) with_release_out(id, attempt, function() redis.call('HDEL', KEY.messages, id) end) end
function apply.POLICY(hash, effective, retry, compiled, keep)
  add_policy(hash, tonumber(effective), tonumber(retry), compiled, tonumber(keep))
end

for at = REST, #ARGV, 6 do
  local name, first = ARGV[at], ARGV[at + 1]
  if name == 'MARKER' then gate_seq = math.max(gate_seq, tonumber(first))
  elseif name == 'ENTRY' then
    known = tonumber(first) <= fact_seq
    fact_seq = math.max(fact_seq, tonumber(first))
  elseif not known then apply[name](unpack(ARGV, at + 1, at + 5)) end
end
redis.call('HSET', KEY.meta, 'fact_seq', digits(fact_seq), 'gate_seq', digits(gate_seq))
return { (fact_seq > meta.fact_seq or gate_seq > meta.gate_seq) and 'APPLIED' or 'SKIPPED' }
