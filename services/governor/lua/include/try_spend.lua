-- Nothing when spent; else the limit that comes last and when it would have its permits.
local shadow_refusals = {}
local function count_shadow(id) shadow_refusals[id] = (shadow_refusals[id] or 0) + 1 end

local function try_spend(context, item, now)
  local meters, limits, shadows, rule, free_at = context.meters, context.limits, nil, nil, now
  if cap_until[item.index] then rule, free_at = reached_cap(item, now) end
  for at = 1, #limits do
    local limit = limits[at]
    local spared = context.conditional and is_conditional(limit) and spares(limit, context, item)
    local free = spared and 0 or meters[at].free_at(item, limit)
    if free > now then
      if limit.shadow then shadows = { limit.id, shadows }
      elseif free > free_at then rule, free_at = limit.id, free end
    end
  end
  if rule then return rule, free_at end
  while shadows do count_shadow(shadows[1]) shadows = shadows[2] end
  if item.in_conversation then in_conversation[#in_conversation + 1] = item.index end
  for at = 1, #limits do meters[at].spend(item, limits[at], now) end
  if context.warning then count_shadow(context.warning) end
end

local function shadow_report()
  local report = {}
  for id, count in pairs(shadow_refusals) do
    report[#report + 1], report[#report + 2] = id, count
  end
  return report
end
