local function window_free_at(meter, item, limit)
  local allowed = limit.max - (limit.segments and item.units or 1)
  if allowed < 0 then return math.huge end
  local known_from = limit.since > 0 and limit.since + limit.span or 0
  return math.max(known_from, leaves_at(meter.spends, meter.spends.sum - allowed, limit.span))
end

-- What is recorded late counts as of the youngest spend: only stricter. An older spend decides nothing while younger ones
-- fill the window by themselves, which bounds what a shadow keeps.
local function window_spend(meter, item, limit, now)
  local spends, permits = meter.spends, limit.segments and item.units or 1
  if spends.last_at < now then
    if spends.last_permits > 0 then push_last(spends) end
    spends.last_at, spends.last_permits = now, 0
  end
  spends.last_permits, spends.sum, meter.dirty = spends.last_permits + permits, spends.sum + permits, true
  while spends.head <= spends.stop do
    local rest = spends.sum - struct.unpack('<I4', spends.packed, spends.head + 8)
    if rest < limit.max then break end
    spends.sum, spends.head = rest, spends.head + 12
  end
end

local function open_window(limit, key, now)
  return {
    key = key, spends = load_spends(key, now - limit.span), dirty = false,
    free_at = window_free_at, spend = window_spend, save = save_spends,
  }
end
