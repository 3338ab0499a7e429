-- Exact moving window. Hash `windows`: key → pairs of (double: instant in µs, uint32: permits), oldest first.
local function load_spends(key, after)
  local spends, sum, packed = {}, 0, redis.call('HGET', KEY.windows, key) or ''
  for at = 1, #packed, 12 do
    local spent_at, permits = struct.unpack('<dI4', packed, at)
    if spent_at > after then
      spends[#spends + 1] = { at = spent_at, permits = permits }
      sum = sum + permits
    end
  end
  return spends, sum
end

-- When so many permits more have left the window; 0 when none has to.
local function leaves_at(spends, head, excess, span)
  if excess <= 0 then return 0 end
  for place = head, #spends do
    excess = excess - spends[place].permits
    if excess <= 0 then return spends[place].at + span end
  end
  return math.huge
end

local function save_spends(meter)
  local parts, spends = {}, meter.spends
  for place = meter.head, #spends do parts[#parts + 1] = struct.pack('<dI4', spends[place].at, spends[place].permits) end
  redis.call('HSET', KEY.windows, meter.key, table.concat(parts))
end
