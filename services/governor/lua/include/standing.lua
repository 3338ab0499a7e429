-- Sanctions of one subject: a list of { id, standing, starts, ends } with { stay_starts, stay_ends } of a stay that was
-- granted; an end of 0 means until lifted.
local function is_running(starts, ends, now)
  return starts <= now and (ends == 0 or now < ends)
end

-- A hold is no sanction: no appeal stays it.
local function has_effect(sanction, now)
  if sanction.standing < STANDING.RESTRICTED or not is_running(sanction.starts, sanction.ends, now) then return false end
  if not sanction.stay_starts or sanction.standing == STANDING.COMPROMISE_HOLD then return true end
  return not is_running(sanction.stay_starts, sanction.stay_ends, now)
end

local function outranks(left, right)
  if left.standing ~= right.standing then return left.standing > right.standing end
  if left.ends ~= right.ends then return left.ends == 0 or (right.ends ~= 0 and left.ends > right.ends) end
  return left.id < right.id
end

-- The gravest that has effect; of equals the one that ends last, then the lowest id.
local function binding_sanction(packed, now)
  local best
  for _, next in ipairs(packed and cmsgpack.unpack(packed) or {}) do
    if has_effect(next, now) and (not best or outranks(next, best)) then best = next end
  end
  return best
end
