-- Bucket with burst (generic cell rate algorithm, ITU-T I.371): one instant, at which the bucket is full again.
local function level_free_at(meter, demand)
  local limit = meter.limit
  local permits = limit.segments and demand.units or 1
  return permits > limit.max and math.huge or meter.full_at + permits * limit.span - meter.depth
end

-- What a shadow lets pass empties the bucket and owes nothing.
local function level_spend(meter, demand, now)
  local after = meter.full_at + (meter.limit.segments and demand.units or 1) * meter.limit.span
  meter.full_at, meter.dirty = math.min(after, math.max(meter.full_at, now + meter.depth)), true
end

local function open_level(limit, key, now)
  local depth, packed = limit.max * limit.span, load_level(limit, key, now)
  local unknown = limit.since > 0 and limit.since + depth or 0
  local full_at = math.max(now, packed and struct.unpack('<d', packed) or 0, unknown)
  return {
    limit = limit, key = key, depth = depth, full_at = full_at,
    free_at = level_free_at, spend = level_spend, save = save_level,
  }
end
