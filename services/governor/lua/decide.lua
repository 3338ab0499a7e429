-- Decides a group of messages in order and spends the permits of those that are released.
-- Guarantee: each message gets all its permits or none; what is refused consumes nothing; nothing but meters, `call` and
-- `now` is written, so that a call that is never recorded costs permits and nothing else.
-- KEYS meta calls registry sanctions policies opt_outs replied messages lanes windows levels reached
-- KEYS reached_at pairs_0 pairs_1 pairs_2 unanswered_0 unanswered_1 unanswered_2 bound_0 bound_1 bound_2 bound_3
-- ARGV epoch:text call:integer gate_seq:integer fact_seq:integer contexts:integer releases:integer windows_of:text capped:text
-- REST for each context its texts (see context.lua), then the key names of all admissions, the message ids of all
--   others, the recipients of all items, and at last numbers, packed for each item: byte kind (1 admission, 2 release,
--   3 recall), priority, mode, text verdict (0 none, 1 allow, 2 review, 3 block), all-political flag; uint16 context (from
--   0); uint32 units, attempt; double expiry (µs); 16 bytes of request hash. `capped`: see cap.lua.
-- Reply: 'DECIDED', call, gate_seq, fact_seq, number, now, policy hash, verdicts, rules, first answers, shadow refusals,
--   items released in an open conversation. Rejects, changing nothing: 'BEHIND', meta: another epoch, not ready, or lower;
--   'WINDOWS', now, policy hash: the contexts' windows are not those of this policy at this instant.
-- INCLUDE now meta generation policy sender_limits standing warned owner place_window context window_store window spend_in_window window_meter level bucket_meter tag fields recipient_fact fact_meter
-- INCLUDE pair_meter reached uniques reached_moves reached_count uniques_meter unanswered_meter book cap try_spend bound_keys
-- INCLUDE verdict standing_refusal refusal obstacle forecast group heads item spenders admission
local CALLS_KEPT = 1000
local meta = read_meta()
local lower = meta.epoch and (meta.call < call or meta.gate_seq < gate_seq or meta.fact_seq < fact_seq)
if meta.epoch ~= epoch or not meta.ready or lower then return behind(meta) end
local now = instant(meta)
local policy = policy_at(policy_index(), now)
local group, settled = read_group(now), {}

local function decide_admission(context)
  if answer_key(group, now) then return end
  local reason, rule, retry_at = first_refusal(context, item, now)
  if not reason and context.window then reason, rule, retry_at = silence_of(context) end
  local outcome = reason == REASON.COMPROMISE_HOLD and OUTCOME.HELD or OUTCOME.REFUSED
  if reason then return answer(outcome, reason, rule, retry_at) end
  if item.text == 3 then return answer(OUTCOME.REFUSED, REASON.CONTENT_BLOCKED) end
  if item.text == 0 then return answer(OUTCOME.HELD, REASON.CLASSIFIER_UNAVAILABLE, '', now + policy.retry_held) end
  if item.mode == IMMEDIATE and context.paused then return answer(OUTCOME.HELD, context.paused) end
  if context.window then reason, rule, retry_at = quiet_of(context, item, now) end
  if reason and (item.mode == IMMEDIATE or retry_at == 0) then return answer(OUTCOME.HELD, reason, rule, retry_at) end
  local accept = item.mode == IMMEDIATE and release_now or queue
  if accept(context, now, reason, rule, retry_at) ~= OUTCOME.REFUSED then bound_in_group[item.key] = item.index end
end

local function settle(...)
  settled[item.id] = true
  return answer(...)
end

-- Revocations, opt-outs, silence and the owner end a queued message; what ends by itself makes it wait.
local function decide_queued(context)
  local packed = group.messages[item.place]
  if not packed or settled[item.id] then return answer(ANSWER.GONE) end
  local done, queued = struct.unpack('<I4B', packed)
  if queued == 0 or (item.attempt ~= 0 and item.attempt ~= done + 1) then return answer(ANSWER.GONE) end
  local order = order_against(packed, context.cancelled_through, context.order)
  if order then return settle(OUTCOME.CANCELLED, REASON.CANCELLED_BY_OWNER, order) end
  local waits, reason, rule, retry_at = obstacle(context, item, now, packed)
  if waits then return answer(ANSWER.WAIT, 0, rule, retry_at) end
  if reason then return settle(OUTCOME.CANCELLED, reason, rule) end
  if context.paused or item.kind == RECALL then return answer(ANSWER.WAIT) end
  rule, retry_at = try_spend(context, item, now)
  if not rule then return settle(OUTCOME.RELEASED) end
  if not ends_waiting(item, rule, retry_at - now) then return answer(ANSWER.WAIT, 0, rule, retry_at) end
  return settle(OUTCOME.CANCELLED, REASON.LIMIT_EXCEEDED, rule, retry_at)
end

local context_list = {}
for index = 0, contexts - 1 do context_list[index] = read_context(REST + index * CONTEXT_TEXTS, policy, now) end
if windows_missing then return { 'WINDOWS', digits(now), policy.hash } end
open_spenders(context_list, now)
for index = 0, count - 1 do
  load_item(group, index, now);
  (item.kind == ADMISSION and decide_admission or decide_queued)(context_list[item.context])
end
save_meters(now)
call = meta.call + 1
redis.call('HSET', KEY.meta, 'call', digits(call), 'now', digits(now))
redis.call('ZADD', KEY.calls, digits(call), digits(call) .. ':' .. digits(now))
redis.call('ZREMRANGEBYRANK', KEY.calls, 0, -CALLS_KEPT - 1)
return {
  'DECIDED', call, meta.gate_seq, meta.fact_seq, meta.number, digits(now), policy and policy.hash or '',
  table.concat(verdicts), rules, first_answers, shadow_report(),
  in_conversation,
}
