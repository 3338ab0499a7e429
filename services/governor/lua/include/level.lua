-- Bucket with burst (generic cell rate algorithm, ITU-T I.371): one instant in µs, at which the bucket is full again. A
-- limit that knows nothing of what came before its beginning takes the bucket for empty then: full from `known_full`.
local function known_full_of(limit)
  return limit.since == 0 and 0 or limit.since + limit.max * limit.span
end

local function level_free_at(full_at, item, limit)
  local permits, max, known_full = limit.segments and item.units or 1, limit.max, limit.known_full
  if permits > max then return math.huge end
  if full_at < known_full then full_at = known_full end
  return full_at + (permits - max) * limit.span
end

-- What a shadow lets pass empties the bucket and owes nothing.
local function level_after(full_at, item, limit, now)
  local span, known_full = limit.span, limit.known_full
  if full_at < now then full_at = now end
  if full_at < known_full then full_at = known_full end
  local after, owed = full_at + (limit.segments and item.units or 1) * span, now + limit.max * span
  if owed < full_at then owed = full_at end
  return after < owed and after or owed
end
