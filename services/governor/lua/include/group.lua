-- What the gate knows of the group's keys, messages and recipients: a few requests, however large the group is. ARGV after
-- the contexts: names of all keys (admissions), ids of all messages (releases and recalls), recipients of all items, numbers.
local ITEM_BYTES = 39
local numbers = ARGV[#ARGV]
local count = #numbers / ITEM_BYTES
local names_at = REST + contexts * CONTEXT_TEXTS
local ids_at = names_at + count - releases
local recipients_at = ids_at + releases

local function read_column(key, first, last)
  if last < first then return {} end
  return redis.call('HMGET', key, unpack(ARGV, first, last))
end

local function read_group(now)
  return {
    bound = ids_at > names_at and read_bound_keys(names_at, ids_at - 1, now) or {},
    messages = read_column(KEY.messages, ids_at, recipients_at - 1),
    opt_outs = read_column(KEY.opt_outs, recipients_at, recipients_at + count - 1),
    replied = read_column(KEY.replied, recipients_at, recipients_at + count - 1),
  }
end
