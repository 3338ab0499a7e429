-- Writes the effects of commits that are in the log: keys, lanes, numbers, and permits that no call of this epoch spent.
-- Guarantee: all effects or none; a commit that was applied before changes nothing; a gate message that is missing is
-- never passed over. All commits are of one generation of keys and of pairs, and each message stands in them once.
-- KEYS meta calls registry policies replied queued messages lanes lanes_open windows levels reached reached_at
-- KEYS pairs_0 pairs_1 pairs_2 unanswered_0 unanswered_1 unanswered_2 bound_0 bound_1 bound_2 bound_3
-- ARGV epoch:text levels:integer commits:text contexts:integer spends:text keys:integer messages:integer queued:integer attempts:text
-- REST in turn: for each context three texts and for each spend its recipient (see spend_again.lua); for each key its name
--   and value (see bound_keys.lua); for each message that was accepted its id and value (see message.lua); for each that
--   stands in a lane '0' and its member, then the recipient of each; ids of messages that were released or cancelled.
--   `commits`: see commits.lua; `attempts`: see settle.lua; `levels`: 0 = buckets and pairs are left out, see restore-levels.lua.
-- Reply: 'APPLIED', 'SKIPPED' or, when only the first of them were applied before, 'PARTLY_KNOWN': nothing was changed.
-- Rejects: 'BEHIND', meta: another epoch, or a gate message before one of them was not applied.
-- INCLUDE now meta generation policy sender_limits window_store window spend_in_window window_meter level bucket_meter tag fields recipient_fact fact_meter pair_meter reached
-- INCLUDE uniques reached_moves reached_count uniques_meter unanswered_meter book bound_keys members waiting message commits
-- INCLUDE commit_columns past_context spend_again settle
local meta = read_meta()
if meta.epoch ~= epoch then return behind(meta) end
local prevents = what_prevents(meta)
if prevents == 'BEHIND' then return behind(meta) end
if prevents then return { prevents } end

local function spend_unknown_calls()
  local index, first, highest = policy_index(), 0, 0
  for _, commit in ipairs(commit_list) do
    local name = digits(commit.call) .. ':' .. digits(commit.decided_at)
    if commit.spends > 0 and not redis.call('ZSCORE', KEY.calls, name) then
      spend_again(commit, first, policy_at(index, commit.decided_at))
    end
    first, highest = first + commit.spends, math.max(highest, commit.call)
  end
  redis.call('ZREMRANGEBYSCORE', KEY.calls, 0, digits(highest))
end

local function enter_lanes()
  local open, recipients = {}, { unpack(ARGV, queued_at, queued_at + queued - 1) }
  redis.call('ZADD', KEY.lanes, unpack(ARGV, lanes_at, lanes_at + queued * 2 - 1))
  local replied = redis.call('HMGET', KEY.replied, unpack(recipients))
  read_waiting(recipients)
  for place, recipient in ipairs(recipients) do
    local member = ARGV[lanes_at + place * 2 - 1]
    start_waiting(recipient, member)
    if replied[place] then open[#open + 1], open[#open + 2] = '0', member end
  end
  if #open > 0 then redis.call('ZADD', KEY.lanes_open, unpack(open)) end
end

spend_unknown_calls()
if messages > 0 then redis.call('HSET', KEY.messages, unpack(ARGV, messages_at, lanes_at - 1)) end
if queued > 0 then enter_lanes() end
if settled_count > 0 then settle(read_settled()) end
write_waiting()
bind_keys(keys_at, messages_at - 1, commit_list[1].decided_at)
local last, call, now = commit_list[#commit_list], meta.call, meta.now
local number = meta.number
for _, commit in ipairs(commit_list) do
  number, call, now = math.max(number, commit.number), math.max(call, commit.call), math.max(now, commit.decided_at)
end
redis.call('HSET', KEY.meta, 'gate_seq', digits(last.seq), 'number', digits(number), 'call', digits(call), 'now', digits(now))
return { 'APPLIED' }
