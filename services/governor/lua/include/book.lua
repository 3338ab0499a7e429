-- The meters that this call touches, each opened once; all limits of a message give their permits, or none does.
local OPEN = { window = open_window, bucket = open_level, pair = open_level, uniques = open_uniques }
local meters = {}

local function meter_of(context, at, demand, now)
  if context.meters[at] then return context.meters[at] end
  local limit = context.limits[at]
  local subject = limit.scope == 'sender' and 's:' .. context.sender or 'o:' .. context.organisation
  local key = subject .. '|' .. limit.id
  if limit.shape == 'pair' then key = key .. '|' .. demand.recipient end
  local name = limit.shape .. ':' .. key
  meters[name] = meters[name] or OPEN[limit.shape](limit, key, now)
  if limit.shape ~= 'pair' then context.meters[at] = meters[name] end
  return meters[name]
end

local function spend(context, demand, now)
  for at = 1, #context.limits do meter_of(context, at, demand, now):spend(demand, now) end
end

local function save_meters(now)
  for _, meter in pairs(meters) do
    if meter.dirty then meter:save() end
  end
  write_pairs(now)
end
