-- Writes the effects of one commit that is in the log: keys, lanes, numbers, and permits that no call of this
-- epoch spent.
-- Guarantee: all effects or none; a commit that was applied before changes nothing; a gate message that is missing is
-- never passed over.
-- KEYS meta calls registry policies replied queued messages lanes lanes_open windows levels reached
-- KEYS reached_at pairs_0 pairs_1 pairs_2 bound_0 bound_1 bound_2 bound_3
-- ARGV epoch:text seq:integer expected_seq:integer call:integer decided_at:integer number:integer
-- REST for each decision with effects: 'QUEUED', 'ADMITTED' (released at once), 'RELEASED' or 'CANCELLED'; message id,
--   lane member, recipient, sender, registry field of the sender, organisation, units, release attempt, key name,
--   request hash and first answer, recorded admission.
-- Reply: 'APPLIED' or 'SKIPPED'. Rejects: 'BEHIND', meta: another epoch, or a gate message before it was not applied.
-- INCLUDE now meta generation policy window window_meter level level_meter reached uniques uniques_meter book
-- INCLUDE bound_keys message lane
local meta = read_meta()
if meta.epoch ~= epoch then return behind(meta) end
if seq <= meta.gate_seq then return { 'SKIPPED' } end
if meta.gate_seq < expected_seq then return behind(meta) end
local was_spent = redis.call('ZSCORE', KEY.calls, digits(call) .. ':' .. digits(decided_at))
local policy, context_of, keys = policy_at(policy_index(), decided_at), {}, {}

local function spend_again(sender, field, organisation, recipient, units)
  if not context_of[sender] then
    local profile = string.match(redis.call('HGET', KEY.registry, field) or '|', '|(.*)$')
    local limits = limits_of(policy, profile) or {}
    context_of[sender] = { sender = sender, organisation = organisation, meters = {}, limits = limits }
  end
  local replied_at = tonumber(redis.call('HGET', KEY.replied, recipient))
  local in_conversation = replied_at and decided_at - replied_at < CONVERSATION_US
  local demand = { recipient = recipient, units = tonumber(units), in_conversation = in_conversation }
  spend(context_of[sender], demand, decided_at)
end

local function admit(id, queued, member, recipient, key, bound, admission)
  local message = { releases = queued and 0 or 1, queued = false, member = member, recipient = recipient }
  message.admission = admission
  if queued then enter_lane(id, message) else write_message(id, message) end
  keys[#keys + 1] = 'e:' .. key
  keys[#keys + 1] = struct.pack('<d', decided_at) .. bound
end

local function settle(id, attempt)
  local packed = redis.call('HGET', KEY.messages, id)
  if not packed then return end
  local message = read_message(packed)
  if message.queued then leave_lane(message) end
  message.releases = attempt
  if attempt > 0 then write_message(id, message) else redis.call('HDEL', KEY.messages, id) end
end

for at = REST, #ARGV, 12 do
  local effect, id, member, recipient, sender, field = unpack(ARGV, at, at + 5)
  local organisation, units, attempt, key, bound, admission = unpack(ARGV, at + 6, at + 11)
  if (effect == 'ADMITTED' or effect == 'RELEASED') and not was_spent then
    spend_again(sender, field, organisation, recipient, units)
  end
  if effect == 'QUEUED' or effect == 'ADMITTED' then
    admit(id, effect == 'QUEUED', member, recipient, key, bound, admission)
  else
    settle(id, effect == 'RELEASED' and tonumber(attempt) or 0)
  end
end
save_meters(decided_at)
bind_keys(keys, decided_at)
redis.call('ZREMRANGEBYSCORE', KEY.calls, 0, call)
redis.call('HSET', KEY.meta, 'gate_seq', digits(seq), 'number', digits(math.max(number, meta.number)),
  'call', digits(math.max(call, meta.call)), 'now', digits(math.max(decided_at, meta.now)))
return { 'APPLIED' }
