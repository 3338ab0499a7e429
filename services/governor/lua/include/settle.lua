-- Releases and cancellations of messages that were accepted before: ids in ARGV from `settled_at`; `attempts` packs for
-- each a uint32, 0 = it is over.
local function read_settled()
  local found, recipients, last = {}, {}, settled_at + settled_count - 1
  local packed = settled_count > 0 and redis.call('HMGET', KEY.messages, unpack(ARGV, settled_at, last)) or {}
  for place = 1, settled_count do
    local message = packed[place] and read_message(packed[place])
    found[place] = message
    if message and message.queued then recipients[#recipients + 1] = message.recipient end
  end
  read_waiting(recipients)
  return found
end

local function settle(found)
  local left, kept, gone = {}, {}, {}
  for place = 1, settled_count do
    local message, id, attempt = found[place], ARGV[settled_at + place - 1], struct.unpack('<I4', attempts, place * 4 - 3)
    if message and message.queued then
      left[#left + 1] = message.member
      stop_waiting(message.recipient, message.member)
    end
    if message and attempt == 0 then gone[#gone + 1] = id
    elseif message then kept[#kept + 1], kept[#kept + 2] = id, with_releases(message.packed, attempt) end
  end
  if #left > 0 then redis.call('ZREM', KEY.lanes, unpack(left)) end
  if #left > 0 then redis.call('ZREM', KEY.lanes_open, unpack(left)) end
  if #kept > 0 then redis.call('HSET', KEY.messages, unpack(kept)) end
  if #gone > 0 then redis.call('HDEL', KEY.messages, unpack(gone)) end
end
