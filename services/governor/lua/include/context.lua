-- What is the same for all messages of one context: first refusal (the order is a contract), limits, binding sanctions.
local function refusal_of(value, credential, organisation, owner, policy, limits)
  if not policy then return REASON.NO_POLICY end
  if value[1] ~= credential then return REASON.CREDENTIAL_REVOKED end
  if value[2] ~= 'VERIFIED' then return REASON.ORGANISATION_NOT_VERIFIED end
  if owner ~= organisation then return REASON.SENDER_UNKNOWN end
  if value[4] == 'REVOKED' then return REASON.SENDER_REVOKED end
  if value[4] ~= 'VERIFIED' then return REASON.SENDER_NOT_VERIFIED end
  if not limits then return REASON.NO_POLICY end
  if not value[5] then return REASON.TOOL_NOT_GRANTED end
  if value[6] ~= organisation then return REASON.CAMPAIGN_UNKNOWN end
  if value[7] then return REASON.CAMPAIGN_CLOSED end
end

-- ARGV from `at`: organisation, sender, campaign, credential value, 13 registry fields, 5 sanction subjects, window.
local function read_context(at, policy, now)
  local value = redis.call('HMGET', KEY.registry, unpack(ARGV, at + 4, at + 16))
  local owner, profile = owner_and_profile(value[3])
  local limits = sender_limits(policy, value[3])
  local context = { organisation = ARGV[at], sender = ARGV[at + 1], campaign = ARGV[at + 2], sanctions = {} }
  context.refusal = refusal_of(value, ARGV[at + 3], ARGV[at], owner, policy, limits)
  context.rule = context.refusal == REASON.NO_POLICY and policy and 'profile:' .. profile or ''
  context.limits, context.paused = limits or {}, pause_of(value[8], value[9])
  context.cancelled_through, context.order = cancelled_through(value, 10, 13)
  for _, packed in ipairs(redis.call('HMGET', KEY.sanctions, unpack(ARGV, at + 17, at + 21))) do
    add_standing(context, packed, now)
  end
  read_place_window(context, ARGV[at + 22], policy, now)
  return context
end
