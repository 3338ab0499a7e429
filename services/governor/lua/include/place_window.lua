-- What holds at the recipient's place, as a context carries it: doubles from, until, opening or end of silence (0 = none
-- foreseen), end of the last silence that is over (0 = none); bytes state and length of the rule; the rule, for an open
-- place the silence of which the law only warns; the rule of the silence that is over.
local windows_missing = false

-- The caller may have had another policy or another instant in mind: then nothing is decided, and it asks again.
local function read_place_window(context, packed, policy, now)
  if not policy or not policy.windows then return end
  if packed == '' or windows_of ~= policy.hash then windows_missing = true return end
  local from, till, at, ended_at, state, length, place = struct.unpack('<ddddBB', packed)
  if now < from or now >= till then windows_missing = true return end
  local rule = string.sub(packed, place, place + length - 1)
  context.passed = ended_at > 0 and { ended_at = ended_at, rule = string.sub(packed, place + length) }
  if state == WINDOW.OPEN then context.warning = rule ~= '' and rule
  else context.window = { state = state, till = till, at = at, rule = rule } end
end

local function silence_of(context)
  local window = context.window
  if window and window.state == WINDOW.SILENT then return REASON.ELECTION_SILENCE, window.rule, window.at end
end

-- An answer soon after the recipient's own message is no disturbance.
local function quiet_of(context, item, now)
  local window = context.window
  if not window or window.state ~= WINDOW.QUIET then return end
  if item.priority == CONVERSATION and item.replied and now - item.replied_at < REPLY_EXEMPT_US then return end
  return REASON.QUIET_HOURS, window.rule, window.at
end
