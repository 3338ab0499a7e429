-- What a policy's limits know of the past: what the previous policy's limit of the same id knew, unless they look back
-- further; any other begins to count when its policy begins. The first policy of all knows everything: nothing was sent.
local function knows(limit, before)
  if before.id ~= limit.id or before.shape ~= limit.shape or before.scope ~= limit.scope then return false end
  return limit.shape == 'bucket' or limit.shape == 'pair' or limit.span <= before.span
end

local function since_of(limit, previous_limits, effective)
  for _, before in ipairs(previous_limits) do
    if knows(limit, before) then return before.since end
  end
  return effective
end
