-- An accepted message whose end is not known. Hash `messages`: id → uint32 releases, byte queued, lengths of its lane member
-- and its recipient (uint16) and of the order that named it for cancellation (byte), double instant of admission (µs), the
-- three texts, and the recorded admission. Lane members: "<sender>|<1 conversation, 2 bulk>|<campaign>|<class of the place>|<admission number, 16
-- digits>|<id>" in sorted set `lanes`; `lanes_open` holds those whose recipient has replied.
local function read_message(packed)
  local releases, queued, member_length, recipient_length, order_length, at = struct.unpack('<I4BI2I2Bd', packed)
  local recipient_at = 19 + member_length
  local order_at = recipient_at + recipient_length
  return {
    packed = packed, releases = releases, queued = queued == 1, admitted_at = at,
    member = string.sub(packed, 19, recipient_at - 1),
    recipient = string.sub(packed, recipient_at, order_at - 1),
    order = string.sub(packed, order_at, order_at + order_length - 1),
    admission = string.sub(packed, order_at + order_length),
  }
end

local function write_message(id, message)
  local member, recipient, order = message.member, message.recipient, message.order
  local queued, at = message.queued and 1 or 0, message.admitted_at
  local head = struct.pack('<I4BI2I2Bd', message.releases, queued, #member, #recipient, #order, at)
  redis.call('HSET', KEY.messages, id, head .. member .. recipient .. order .. message.admission)
end

-- The same message with so many releases, out of its lane.
local function with_releases(packed, releases)
  return struct.pack('<I4B', releases, 0) .. string.sub(packed, 6)
end
