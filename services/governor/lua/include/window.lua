-- Exact moving window. Hash `windows`: key → uint32 sum of all permits, then pairs of (double: instant in µs, uint32:
-- permits), oldest first. Only what has left is unpacked, and the youngest, to which spends of the same instant are added.
local function load_spends(key, after)
  local packed = redis.call('HGET', KEY.windows, key)
  if not packed then return { packed = '', head = 1, stop = 0, sum = 0, last_at = 0, last_permits = 0 } end
  local sum, head, stop = struct.unpack('<I4', packed), 5, #packed - 12
  local last_at, last_permits = struct.unpack('<dI4', packed, stop + 1)
  while head <= stop do
    local at, permits = struct.unpack('<dI4', packed, head)
    if at > after then break end
    sum, head = sum - permits, head + 12
  end
  if last_at <= after then sum, last_at, last_permits = 0, 0, 0 end
  return { packed = packed, head = head, stop = stop, sum = sum, last_at = last_at, last_permits = last_permits }
end

-- When so many permits more have left the window; 0 when none has to.
local function leaves_at(spends, excess, span)
  if excess <= 0 then return 0 end
  for head = spends.head, spends.stop, 12 do
    local at, permits = struct.unpack('<dI4', spends.packed, head)
    excess = excess - permits
    if excess <= 0 then return at + span end
  end
  return excess <= spends.last_permits and spends.last_at + span or math.huge
end
