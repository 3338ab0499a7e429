-- Bucket with burst (generic cell rate algorithm, ITU-T I.371): one instant in µs, at which the bucket is full again. A
-- limit that knows nothing of what came before its beginning takes the bucket for empty then.
local function known_level(full_at, limit)
  if limit.since == 0 then return full_at end
  return math.max(full_at, limit.since + limit.max * limit.span)
end

local function level_free_at(full_at, item, limit)
  local permits = limit.segments and item.units or 1
  if permits > limit.max then return math.huge end
  return known_level(full_at, limit) + (permits - limit.max) * limit.span
end

-- What a shadow lets pass empties the bucket and owes nothing.
local function level_after(full_at, item, limit, now)
  full_at = known_level(full_at > now and full_at or now, limit)
  local after, owed = full_at + (limit.segments and item.units or 1) * limit.span, now + limit.max * limit.span
  if owed < full_at then owed = full_at end
  return after < owed and after or owed
end
