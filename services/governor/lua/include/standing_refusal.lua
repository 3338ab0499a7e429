-- What the standing of a message's subjects says: reason, sanction, end.
local function reason_of(standing)
  if standing == STANDING.RESTRICTED then return REASON.RESTRICTED_REPLY_ONLY end
  if standing == STANDING.BANNED then return REASON.BANNED end
  return standing == STANDING.COMPROMISE_HOLD and REASON.COMPROMISE_HOLD or REASON.SUSPENDED
end

-- The gravest measure; of equally grave ones that of the narrowest subject, which comes first.
local function refusal_by_standing(context, item)
  local best
  for _, next in ipairs(context.sanctions) do
    local spares = next.standing == STANDING.RESTRICTED and item.replied
    if not spares and (not best or next.standing > best.standing) then best = next end
  end
  if best then return reason_of(best.standing), best.id, best.ends end
end
