-- New requests. Only what is accepted binds its idempotency key: key → index of the item.
local bound_in_group = {}

local function answer_key(group, now)
  local bound, earlier = group.bound[item.place], bound_in_group[item.key]
  if not bound and not earlier then return false end
  local hash, first = unpack_bound_key(bound, now)
  if not hash and not earlier then return false end
  if (hash or request_hash(earlier)) ~= request_hash(item.index) then
    return answer(OUTCOME.REFUSED, REASON.IDEMPOTENCY_CONFLICT)
  end
  if not hash then return answer(ANSWER.REPEATED_IN_GROUP, 0, '', earlier) end
  first_answers[#first_answers + 1] = first
  return answer(ANSWER.REPEATED)
end

local function queue(context, now, quiet, rule, opens_at)
  for _, limit in ipairs(context.limits) do
    if not limit.shadow and not is_conditional(limit) and limit.segments and item.units > limit.max then
      return answer(OUTCOME.REFUSED, REASON.LIMIT_EXCEEDED, limit.id)
    end
  end
  return answer(OUTCOME.QUEUED, quiet, rule, foresee(context, item.priority == CONVERSATION, opens_at or now))
end

local function release_now(context, now)
  local rule, free_at = try_spend(context, item, now)
  if rule then return answer(OUTCOME.REFUSED, REASON.LIMIT_EXCEEDED, rule, free_at) end
  return answer(OUTCOME.RELEASED)
end
