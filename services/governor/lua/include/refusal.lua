-- What stands in the way of one message: reason, rule, retry instant. The order is a contract.
local function opt_out_of(context, item)
  if item.all_political == 1 then return REASON.OPTED_OUT_ALL_POLITICAL end
  local scopes = item.opt_outs
  if not scopes then return nil end
  if string.find(scopes, ',o,', 1, true) then return REASON.OPTED_OUT_ORGANISATION end
  if string.find(scopes, ',c:' .. context.campaign .. ',', 1, true) then return REASON.OPTED_OUT_CAMPAIGN end
  if string.find(scopes, ',s:' .. context.sender .. ',', 1, true) then return REASON.OPTED_OUT_SENDER end
end

local function first_refusal(context, item, now)
  if context.refusal then return context.refusal, context.rule end
  if item.expires > 0 and now >= item.expires then return REASON.EXPIRED end
  local opted_out = (item.opt_outs or item.all_political == 1) and opt_out_of(context, item)
  if opted_out then return opted_out end
  if context.sanctions[1] then return refusal_by_standing(context, item) end
end
