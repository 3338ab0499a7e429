local function count_reached(meter)
  save_reached(meter)
  meter.count = redis.call('ZLEXCOUNT', KEY.reached, '[' .. meter.from, meter.to)
end

-- The instant that lies so many places behind the oldest in the period.
local function reached_at_place(meter, place)
  if meter.place == place then return meter.at_place end
  save_reached(meter)
  local oldest = redis.call('ZRANGEBYLEX', KEY.reached, '[' .. meter.from, meter.to, 'LIMIT', place, 1)[1]
  meter.place, meter.at_place = place, tonumber(string.sub(oldest, #meter.key + 2, #meter.key + 17))
  return meter.at_place
end

local function uniques_free_at(meter, item, limit)
  if item.in_conversation or meter.seen[item.recipient] >= meter.begins then return 0 end
  if not meter.count then count_reached(meter) end
  local known_from = limit.since > 0 and limit.since + limit.span or 0
  if meter.count < limit.max then return known_from end
  return math.max(known_from, reached_at_place(meter, meter.count - limit.max) + limit.span)
end

local function uniques_spend(meter, item, _, now)
  if item.in_conversation then return end
  local before = meter.seen[item.recipient]
  if before >= now then return end
  move_reached(meter, item.recipient, before, now)
  meter.place = nil
  if meter.count and before < meter.begins then meter.count = meter.count + 1 end
end
