-- Applies log entries to the gate, in order.
-- Guarantee: all or none; an entry that was applied before changes nothing; facts about what is unknown change nothing.
-- KEYS meta registry sanctions policies opt_outs replied queued messages lanes lanes_open
-- ARGV epoch:text
-- REST facts and ends of entries, each a name and five texts ('' where unused):
--   'SET' field value · 'UNSET' field · 'OPT_OUT' recipient scope · 'OPT_IN' recipient scope · 'REPLY' recipient at
--   'SANCTION' subject id standing starts ends · 'SANCTION_END' subject id · 'RETURN' message attempt ·
--   'END' message attempt ·
--   'POLICY' hash effective retry profiles (JSON) keep · 'ENTRY' seq (begins an entry) · 'MARKER' seq
-- Reply: 'APPLIED' or, when every entry was known, 'SKIPPED'. Rejects: 'BEHIND', meta: another epoch.
-- INCLUDE now meta policy message lane succeed add_policy
local meta = read_meta()
if meta.epoch ~= epoch then return behind(meta) end
local apply, fact_seq, gate_seq, known = {}, meta.fact_seq, meta.gate_seq, false

function apply.SET(field, value) redis.call('HSET', KEY.registry, field, value) end
function apply.UNSET(field) redis.call('HDEL', KEY.registry, field) end

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
  for member in string.gmatch(redis.call('HGET', KEY.queued, recipient) or '', '[^,]+') do
    redis.call('ZADD', KEY.lanes_open, 0, member)
  end
end

local function other_sanctions(subject, id)
  local packed, others = redis.call('HGET', KEY.sanctions, subject), {}
  for _, sanction in ipairs(packed and cmsgpack.unpack(packed) or {}) do
    if sanction.id ~= id then others[#others + 1] = sanction end
  end
  return others
end
function apply.SANCTION(subject, id, standing, starts, ends)
  local all = other_sanctions(subject, id)
  all[#all + 1] = { id = id, standing = tonumber(standing), starts = tonumber(starts), ends = tonumber(ends) }
  redis.call('HSET', KEY.sanctions, subject, cmsgpack.pack(all))
end
function apply.SANCTION_END(subject, id)
  redis.call('HSET', KEY.sanctions, subject, cmsgpack.pack(other_sanctions(subject, id)))
end

local function with_release_out(id, attempt, change)
  local packed = redis.call('HGET', KEY.messages, id)
  local message = packed and read_message(packed)
  if message and not message.queued and message.releases == tonumber(attempt) then change(id, message) end
end
function apply.RETURN(id, attempt) with_release_out(id, attempt, enter_lane) end
function apply.END(id, attempt) with_release_out(id, attempt, function() redis.call('HDEL', KEY.messages, id) end) end
function apply.POLICY(hash, effective, retry, profiles, keep)
  add_policy(hash, tonumber(effective), tonumber(retry), profiles, tonumber(keep))
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
