local function open_uniques(first_limit, key, now)
  local begins, tag, seen = now - first_limit.span + 1, tag_of(key), {}
  local from = reached_prefix(tag, begins)
  prune_reached(tag, from)
  local meter = { prefix = tag .. '|', fields = {}, seen = seen, dirty = false, prefetch = prefetch_reached }
  local move = with_moves(meter, tag, now).move
  local counter = reached_count(meter, tag, from)
  local total, moved = counter.total, counter.moved

  function meter.free_at(item, limit)
    if item.in_conversation or seen[item.recipient] >= begins then return 0 end
    local count, known_from = total(), limit.since > 0 and limit.since + limit.span or 0
    if count < limit.max then return known_from end
    return math.max(known_from, counter.instant_at(count - limit.max) + limit.span)
  end

  function meter.spend(item, _, at)
    if item.in_conversation then return end
    local recipient = item.recipient
    local before = seen[recipient]
    if before >= at then return end
    move(recipient, before)
    seen[recipient] = at
    moved(before < begins)
  end
  return meter
end
