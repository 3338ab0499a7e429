-- How long a message waits that has so many ahead of it in its lane: the slowest limit decides. A forecast only.
local queued_in_group = {}

local function delay_under(limit, ahead)
  if limit.shadow or limit.shape == 'pair' or limit.shape == 'unanswered' then return 0 end
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
  local ahead, longest, limits = conversation and group.talks or group.all, 0, context.limits
  group.all = group.all + 1
  if conversation then group.talks = group.talks + 1 end
  for at = 1, #limits do
    local delay = delay_under(limits[at], ahead)
    if delay > longest then longest = delay end
  end
  return now + longest
end
