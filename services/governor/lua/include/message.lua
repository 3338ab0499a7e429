-- An accepted message whose end is not known. Hash `messages`: id → uint32 releases, byte queued, lengths (uint16) of
-- its lane member and its recipient, both, and the recorded admission. Lane members: "<sender>|<1 conversation, 2 bulk>|
-- <admission number, 16 digits>|<id>" in sorted set `lanes`; `lanes_open` holds those whose recipient has replied.
local function read_message(packed)
  local releases, queued, member_length, recipient_length = struct.unpack('<I4BI2I2', packed)
  local recipient_at = 10 + member_length
  return {
    releases = releases, queued = queued == 1,
    member = string.sub(packed, 10, recipient_at - 1),
    recipient = string.sub(packed, recipient_at, recipient_at + recipient_length - 1),
    admission = string.sub(packed, recipient_at + recipient_length),
  }
end

local function write_message(id, message)
  local head = struct.pack('<I4BI2I2', message.releases, message.queued and 1 or 0, #message.member, #message.recipient)
  redis.call('HSET', KEY.messages, id, head .. message.member .. message.recipient .. message.admission)
end
