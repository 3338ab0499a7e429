-- Items whose recipient's cap over all organisations is reached. `capped` packs for each: uint16 index (from 0), double
-- instant (µs) at which there is room again, by the clock that counts them, and the limit's id after a byte of its length.
local cap_until, cap_rule, in_conversation = {}, {}, {}
local cap_at = 1
while cap_at <= #capped do
  local index, room_at, rule
  index, room_at, rule, cap_at = struct.unpack('<I2dBc0', capped, cap_at)
  cap_until[index], cap_rule[index] = room_at, rule
end

-- The limit that is reached and when there is room. That it was reached counts, whatever this clock says.
local function reached_cap(item, now)
  local room_at = cap_until[item.index]
  if not room_at or item.in_conversation then return nil, now end
  return cap_rule[item.index], math.max(room_at, now + 1)
end

-- A queued message does not stand in its lane until a person's cap has room again: others wait behind it.
local function ends_waiting(item, rule, wait)
  return wait == math.huge or (rule == cap_rule[item.index] and wait > CAP_PATIENCE_US)
end
