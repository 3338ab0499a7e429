-- Reads what a uniques meter knows of many recipients at once. Many of them were reached at one instant, by one call.
local function prefetch_reached(meter, recipients)
  local seen, packed, at = meter.seen, false, 0
  local values = redis.call('HMGET', KEY.reached_at, unpack(fields_of(meter, recipients)))
  for place = 1, #values do
    local value = values[place]
    if value ~= packed then packed, at = value, value and struct.unpack('<d', value) or 0 end
    seen[recipients[place]] = at
  end
end
