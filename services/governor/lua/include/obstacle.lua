-- What keeps a queued message from its release, limits apart.
local function ends_by_itself(reason)
  return reason == REASON.NO_POLICY or reason == REASON.RESTRICTED_REPLY_ONLY or reason == REASON.COMPROMISE_HOLD
end

-- What was queued before a silence ended goes out no more, wherever it stood meanwhile.
local function passed_silence_of(context, packed)
  local passed = context.passed
  if passed and struct.unpack('<d', packed, 11) < passed.ended_at then return REASON.ELECTION_SILENCE, passed.rule end
end

-- Whether the message waits, reason, rule, instant at which to look again. Silence ends also what waits: it would go out
-- after the vote. `packed`: see message.lua.
local function obstacle(context, item, now, packed)
  local reason, rule, at = first_refusal(context, item, now)
  local waits = ends_by_itself(reason)
  if waits or not reason then
    local silence, election = silence_of(context)
    if not silence then silence, election = passed_silence_of(context, packed) end
    if silence then return false, silence, election end
  end
  if reason then return waits, reason, rule, at end
  reason, rule, at = quiet_of(context, item, now)
  if not reason then return false end
  return at > 0, reason, rule, context.window.till
end
