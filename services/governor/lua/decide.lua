-- Decides a group of messages in order and spends the permits of those that are released.
-- Guarantee: each message gets all its permits or none; what is refused consumes nothing; nothing but meters, `call` and
-- `now` is written, so that a call that is never recorded costs permits and nothing else.
-- KEYS meta calls registry sanctions policies opt_outs replied messages lanes windows levels reached
-- KEYS reached_at pairs_0 pairs_1 pairs_2 bound_0 bound_1 bound_2 bound_3
-- ARGV epoch:text call:integer gate_seq:integer fact_seq:integer contexts:integer numbers:text
-- REST for each context 15 texts (see context.lua), then for each item: key name, request hash (16 bytes), recipient,
--   message id. `numbers` packs for each item: byte kind (1 admission, 2 release), priority, mode, text verdict (0 none,
--   1 allow, 2 review, 3 block), all-political flag; uint16 context (from 0); uint32 units, attempt; double expiry (µs).
-- Reply: 'DECIDED', call, gate_seq, fact_seq, number, now, policy hash, verdicts, rules, first answers, shadow refusals.
-- Rejects: 'BEHIND', meta: another epoch, not ready, or lower than the caller believes; nothing was changed.
-- INCLUDE now meta generation policy standing context window window_meter level level_meter reached uniques
-- INCLUDE uniques_meter book try_spend bound_keys message verdict refusal forecast item admission
local CALLS_KEPT = 1000
local meta = read_meta()
local lower = meta.epoch and (meta.call < call or meta.gate_seq < gate_seq or meta.fact_seq < fact_seq)
if meta.epoch ~= epoch or not meta.ready or lower then return behind(meta) end
local now = instant(meta)
local policy = policy_at(policy_index(), now)
local settled = {}

local function decide_admission(context, item)
  if answer_key(item, now) then return end
  local reason, rule, retry_at = first_refusal(context, item, now)
  if reason then return answer(OUTCOME.REFUSED, reason, rule, retry_at) end
  if item.text == 3 then return answer(OUTCOME.REFUSED, REASON.CONTENT_BLOCKED) end
  if item.text == 0 then
    return answer(OUTCOME.HELD, REASON.CLASSIFIER_UNAVAILABLE, '', now + policy.retry_held)
  end
  local accept = item.mode == IMMEDIATE and release_now or queue
  if accept(context, item, now) ~= OUTCOME.REFUSED then
    bound_in_group[item.key] = { hash = item.hash, index = item.index }
  end
end

-- Revocations and opt-outs end a queued message; what ends by itself, a restriction or a limit, makes it wait.
local function decide_release(context, item)
  local packed = redis.call('HGET', KEY.messages, item.id)
  local message = packed and read_message(packed)
  local is_next = message and message.queued and (item.attempt == 0 or item.attempt == message.releases + 1)
  if not is_next or settled[item.id] then return answer(ANSWER.GONE) end
  local reason, rule, retry_at = first_refusal(context, item, now)
  if reason == REASON.NO_POLICY or reason == REASON.RESTRICTED_REPLY_ONLY then
    return answer(ANSWER.WAIT, 0, rule, retry_at)
  end
  if not reason then
    rule, retry_at = try_spend(context, item, now)
    if rule and retry_at < math.huge then return answer(ANSWER.WAIT, 0, rule, retry_at) end
    reason = rule and REASON.LIMIT_EXCEEDED
  end
  settled[item.id] = true
  return answer(reason and OUTCOME.CANCELLED or OUTCOME.RELEASED, reason or 0, rule)
end

local context_list = {}
for index = 0, contexts - 1 do context_list[index] = read_context(REST + index * 15, policy, now) end
for _, item in ipairs(read_items(now)) do
  if item.kind == 2 then
    decide_release(context_list[item.context], item)
  else
    decide_admission(context_list[item.context], item)
  end
end
save_meters(now)
call = meta.call + 1
redis.call('HSET', KEY.meta, 'call', digits(call), 'now', digits(now))
redis.call('ZADD', KEY.calls, digits(call), digits(call) .. ':' .. digits(now))
redis.call('ZREMRANGEBYRANK', KEY.calls, 0, -CALLS_KEPT - 1)
return {
  'DECIDED', call, meta.gate_seq, meta.fact_seq, meta.number, digits(now), policy and policy.hash or '',
  table.concat(verdicts), rules, first_answers, shadow_report(),
}
