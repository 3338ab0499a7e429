-- Messages to a recipient since the last reply: the instants of the last few, doubles, oldest first.
local function times_of(meter, recipient)
  local times = meter.times[recipient]
  if times then return times end
  local packed = meter.known[recipient] or ''
  times = {}
  for at = 1, #packed, 8 do times[#times + 1] = struct.unpack('<d', packed, at) end
  meter.times[recipient] = times
  return times
end

local function unanswered_free_at(meter, item, limit)
  local times, after = times_of(meter, item.recipient), math.max(item.replied_at, meter.now - limit.span)
  local known_from = item.replied_at >= limit.since and 0 or limit.since + limit.span
  local open = times[#times - limit.max + 1]
  return open and open > after and math.max(known_from, open + limit.span) or known_from
end

local function unanswered_spend(meter, item, _, now)
  local times = times_of(meter, item.recipient)
  times[#times + 1] = math.max(now, times[#times] or 0)
  if #times > UNANSWERED_MAX then table.remove(times, 1) end
  local parts = {}
  for place = 1, #times do parts[place] = struct.pack('<d', times[place]) end
  keep_fact(meter, item.recipient, table.concat(parts))
end
