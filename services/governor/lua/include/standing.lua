-- Sanctions of one subject: a list of { id, standing, starts, ends }; ends = 0 means until lifted.
local function end_of(sanction)
  return sanction.ends == 0 and math.huge or sanction.ends
end

-- The gravest in force (starts <= now < ends); of equals the one that ends last, then the lowest id.
local function binding_sanction(packed, now)
  local best
  for _, next in ipairs(packed and cmsgpack.unpack(packed) or {}) do
    if next.standing >= STANDING.RESTRICTED and next.starts <= now and now < end_of(next) then
      local wins = not best or next.standing > best.standing
      if best and next.standing == best.standing then
        wins = end_of(next) > end_of(best) or (end_of(next) == end_of(best) and next.id < best.id)
      end
      if wins then
        best = next
      end
    end
  end
  return best
end
