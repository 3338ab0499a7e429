-- How long a message waits that has so many ahead of it in its lane: the slowest limit decides. A forecast only. Negative
-- when the time passes also while the recipient's place is closed; the caller knows when that is.
local queued_in_group = {}

local function delay_under(limit, ahead)
  if limit.shadow or is_conditional(limit) or limit.shape == 'pair' or limit.shape == 'unanswered' then return 0 end
  if limit.shape == 'bucket' then return math.max(0, ahead + 1 - limit.max) * limit.span end
  return math.floor(ahead / limit.max) * limit.span
end

local function foresee(context, conversation, now)
  local group = queued_in_group[context.sender]
  if not group then
    local from = '[' .. context.sender .. '|'
    local talks = redis.call('ZLEXCOUNT', KEY.lanes, from, '(' .. context.sender .. '|2')
    group = { talks = talks, all = redis.call('ZLEXCOUNT', KEY.lanes, from, '(' .. context.sender .. '}') }
    queued_in_group[context.sender] = group
  end
  local ahead, long, short, limits = conversation and group.talks or group.all, 0, 0, context.limits
  group.all = group.all + 1
  if conversation then group.talks = group.talks + 1 end
  for at = 1, #limits do
    local delay = delay_under(limits[at], ahead)
    if limits[at].span >= RUNS_WHILE_CLOSED_US then long = math.max(long, delay)
    else short = math.max(short, delay) end
  end
  return long > short and -(now + long) or now + short
end
