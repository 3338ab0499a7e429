local function uniques_free_at(meter, demand)
  local limit = meter.limit
  if demand.in_conversation or reached_at(meter, demand.recipient) >= meter.begins then return 0 end
  if meter.count < limit.max then return meter.known_from end
  save_reached(meter)
  local place = meter.count - limit.max
  local oldest = redis.call('ZRANGEBYLEX', KEY.reached, '[' .. meter.from, meter.to, 'LIMIT', place, 1)[1]
  return math.max(meter.known_from, tonumber(string.sub(oldest, #meter.key + 2, #meter.key + 17)) + limit.span)
end

local function uniques_spend(meter, demand, now)
  local before = reached_at(meter, demand.recipient)
  if demand.in_conversation or before >= now then return end
  move_reached(meter, demand.recipient, before, now)
  if before < meter.begins then meter.count = meter.count + 1 end
end

local function open_uniques(limit, key, now)
  local begins = now - limit.span + 1
  local from, to = reached_member(key, begins, ''), '(' .. key .. '}'
  prune_reached(key, from)
  return {
    limit = limit, key = key, begins = begins, from = from, to = to,
    seen = {}, members = {}, fields = {},
    count = redis.call('ZLEXCOUNT', KEY.reached, '[' .. from, to),
    known_from = limit.since > 0 and limit.since + limit.span or 0,
    free_at = uniques_free_at, spend = uniques_spend, save = save_reached,
  }
end
