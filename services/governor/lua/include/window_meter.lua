local function open_window(first_limit, key, now)
  local spends, meter = load_spends(key, now - first_limit.span), { dirty = false }

  function meter.free_at(item, limit)
    local allowed = limit.max - (limit.segments and item.units or 1)
    if allowed < 0 then return math.huge end
    local known_from = limit.since > 0 and limit.since + limit.span or 0
    return math.max(known_from, leaves_at(spends, spends.sum - allowed, limit.span))
  end

  function meter.spend(item, limit, at)
    spend_in_window(spends, limit.segments and item.units or 1, limit, at)
    meter.dirty = true
  end

  function meter.save() save_spends(key, spends) end
  return meter
end
