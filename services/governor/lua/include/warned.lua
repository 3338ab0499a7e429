-- What the sanctions of one subject do to a context: the one that binds; and whether a warning is new, which binds nothing
-- but the limits that are meant for it.
local function add_standing(context, packed, now)
  context.sanctions[#context.sanctions + 1] = binding_sanction(packed, now)
  for _, next in ipairs(packed and cmsgpack.unpack(packed) or {}) do
    if next.standing == STANDING.WARNED and is_running(next.starts, next.ends, now) then context.warned = true end
  end
end
