-- Levels of one sender's recipients: a double each. Within a generation every pair is at rest again.
local function level_of_pair(meter, recipient)
  local full_at = meter.levels[recipient]
  if full_at then return full_at end
  local packed = meter.known[recipient]
  full_at = packed and struct.unpack('<d', packed) or 0
  return full_at > meter.now and full_at or meter.now
end

local function pair_free_at(meter, item, limit)
  return level_free_at(level_of_pair(meter, item.recipient), item, limit)
end

local function pair_spend(meter, item, limit, now)
  local full_at = level_after(level_of_pair(meter, item.recipient), item, limit, now)
  meter.levels[item.recipient] = full_at
  if meter.packed_level ~= full_at then meter.packed_level, meter.packed = full_at, struct.pack('<d', full_at) end
  keep_fact(meter, item.recipient, meter.packed)
end

local function open_pair(_, key, now)
  return {
    shape = 'pair', prefix = key .. '|', now = now, known = {}, levels = {}, packed_level = 0, packed = '',
    free_at = pair_free_at, spend = pair_spend, prefetch = prefetch_facts,
  }
end
