-- Messages to a recipient since the last reply: the instants of the last few, doubles, oldest first.
local function open_unanswered(_, key, now)
  local meter, times_by_recipient = fact_meter('unanswered', key), {}

  local function times_of(recipient)
    local times = times_by_recipient[recipient]
    if times then return times end
    local packed = meter.known[recipient] or ''
    times = {}
    for at = 1, #packed, 8 do times[#times + 1] = struct.unpack('<d', packed, at) end
    times_by_recipient[recipient] = times
    return times
  end

  function meter.free_at(item, limit)
    local times, after = times_of(item.recipient), math.max(item.replied_at, now - limit.span)
    local known_from = item.replied_at >= limit.since and 0 or limit.since + limit.span
    local open = times[#times - limit.max + 1]
    return open and open > after and math.max(known_from, open + limit.span) or known_from
  end

  function meter.spend(item, _, at)
    local times, parts = times_of(item.recipient), {}
    times[#times + 1] = math.max(at, times[#times] or 0)
    if #times > UNANSWERED_MAX then table.remove(times, 1) end
    for place = 1, #times do parts[place] = struct.pack('<d', times[place]) end
    keep_fact(meter, item.recipient, table.concat(parts))
  end
  return meter
end
