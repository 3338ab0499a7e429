-- Nothing when spent; else the limit that comes last and when it would have its permits.
local shadow_refusals = {}

local function try_spend(context, demand, now)
  local rule, free_at, asked = nil, now, {}
  for at, limit in ipairs(context.limits) do
    local meter = meter_of(context, at, demand, now)
    local free = meter:free_at(demand)
    asked[at] = meter
    meter.refuses = limit.shadow and free > now
    if not limit.shadow and free > free_at then
      rule, free_at = limit.id, free
    end
  end
  if rule then return rule, free_at end
  for at, meter in ipairs(asked) do
    local id = context.limits[at].id
    if meter.refuses then shadow_refusals[id] = (shadow_refusals[id] or 0) + 1 end
    meter:spend(demand, now)
  end
end

local function shadow_report()
  local report = {}
  for id, count in pairs(shadow_refusals) do
    report[#report + 1] = id
    report[#report + 1] = count
  end
  return report
end
