local function window_free_at(meter, demand)
  local limit = meter.limit
  local allowed = limit.max - (limit.segments and demand.units or 1)
  if allowed < 0 then return math.huge end
  return math.max(meter.known_from, leaves_at(meter.spends, meter.head, meter.sum - allowed, limit.span))
end

-- What is recorded late counts as of the youngest spend: only stricter. An older spend decides nothing while younger ones
-- fill the window by themselves, which bounds what a shadow keeps.
local function window_spend(meter, demand, now)
  local spends, permits = meter.spends, meter.limit.segments and demand.units or 1
  local last = spends[#spends]
  if not last or last.at < now then
    last = { at = now, permits = 0 }
    spends[#spends + 1] = last
  end
  last.permits, meter.sum, meter.dirty = last.permits + permits, meter.sum + permits, true
  while spends[meter.head] and meter.sum - spends[meter.head].permits >= meter.limit.max do
    meter.sum, meter.head = meter.sum - spends[meter.head].permits, meter.head + 1
  end
end

local function open_window(limit, key, now)
  local spends, sum = load_spends(key, now - limit.span)
  local known_from = limit.since > 0 and limit.since + limit.span or 0
  return {
    limit = limit, key = key, spends = spends, sum = sum, head = 1, known_from = known_from,
    free_at = window_free_at, spend = window_spend, save = save_spends,
  }
end
