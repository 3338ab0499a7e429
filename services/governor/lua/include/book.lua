-- The meters that this call touches, each opened once; all limits of a message give their permits, or none does.
local OPEN = {
  window = open_window, bucket = open_bucket, pair = open_pair, uniques = open_uniques, unanswered = open_unanswered,
}
local meters = {}

-- Opens the meters of a context, and reads what they know of these recipients.
local function open_meters(context, recipients, now)
  context.meters = {}
  for at, limit in ipairs(context.limits) do
    limit.known_full = known_full_of(limit)
    context.conditional = context.conditional or limit.whileWarned or limit.whileSlow
    local subject = limit.scope == 'sender' and 's:' .. context.sender or 'o:' .. context.organisation
    local key = subject .. '|' .. limit.id
    local name = limit.shape .. ':' .. key
    local meter = meters[name] or OPEN[limit.shape](limit, key, now)
    meters[name], context.meters[at] = meter, meter
    if meter.prefetch then meter:prefetch(recipients, now) end
  end
end

local function save_meters(now)
  for _, meter in pairs(meters) do
    if meter.dirty then meter.save() end
  end
  write_facts(now)
  meters = {}
end
