-- What the sanctions of one subject do to a context: the one that binds; and whether a warning is new or a slow start runs (an
-- entry of standing ACTIVE), which bind nothing but the limits that are meant for them.
local function add_standing(context, packed, now)
  context.sanctions[#context.sanctions + 1] = binding_sanction(packed, now)
  for _, next in ipairs(packed and cmsgpack.unpack(packed) or {}) do
    local running = is_running(next.starts, next.ends, now)
    if running and next.standing == STANDING.WARNED then context.warned = true end
    if running and next.standing == STANDING.ACTIVE then context.slow = true end
  end
end

-- A limit that binds at certain times only, and only messages to people who have never replied.
local function is_conditional(limit) return limit.whileWarned or limit.whileSlow end

local function spares(limit, context, item)
  return item.replied or not (limit.whileWarned and context.warned or limit.whileSlow and context.slow)
end
