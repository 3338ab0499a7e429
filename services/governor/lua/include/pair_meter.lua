-- Levels of one sender's recipients: a double each. Within a generation every pair is at rest again.
local function open_pair(_, key, now)
  local meter, levels, packed_level, packed = fact_meter('pair', key), {}, 0, ''
  local known, last_known, last_level = meter.known, false, 0

  local function level_of(recipient)
    local full_at = levels[recipient]
    if full_at then return full_at end
    local before = known[recipient]
    if not before then return now end
    -- Many were written to by one call: their levels are the same text.
    if before ~= last_known then last_known, last_level = before, math.max(now, (struct.unpack('<d', before))) end
    return last_level
  end

  function meter.free_at(item, limit) return level_free_at(level_of(item.recipient), item, limit) end

  function meter.spend(item, limit, at)
    local recipient = item.recipient
    local full_at = level_after(level_of(recipient), item, limit, at)
    levels[recipient] = full_at
    if packed_level ~= full_at then packed_level, packed = full_at, struct.pack('<d', full_at) end
    keep_fact(meter, recipient, packed)
  end
  return meter
end
