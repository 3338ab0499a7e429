-- Shows the messages at the front of the lanes: conversation before bulk, in the order of admission. Changes nothing.
-- While a sender or its organisation is restricted only messages to recipients who have replied are shown; the others
-- keep their places, and nobody waits behind them.
-- KEYS meta registry sanctions messages lanes lanes_open
-- ARGV epoch:text per_sender:integer senders:integer after_sender:text organisation_subject:text
-- ARGV sender_subject:text sender_field:text
-- REST senders to leave out. The last three arguments are prefixes of sanction subjects and of a sender's registry
--   field.
-- Reply: 'PEEKED', last sender looked at, list of (releases, recorded admission). Rejects: 'BEHIND', meta.
-- INCLUDE now meta standing message
local meta = read_meta()
if meta.epoch ~= epoch or not meta.ready then return behind(meta) end
local now, left_out, messages, last = instant(meta), {}, {}, after_sender
for at = REST, #ARGV do left_out[ARGV[at]] = true end

local function is_restricted(subject)
  local sanction = binding_sanction(redis.call('HGET', KEY.sanctions, subject), now)
  return sanction and sanction.standing == STANDING.RESTRICTED
end

local function show(sender)
  local owner = string.match(redis.call('HGET', KEY.registry, sender_field .. sender) or '|', '^(.-)|')
  local restricted = is_restricted(organisation_subject .. owner) or is_restricted(sender_subject .. sender)
  local lanes = restricted and KEY.lanes_open or KEY.lanes
  local from, to = '[' .. sender .. '|', '(' .. sender .. '}'
  for _, member in ipairs(redis.call('ZRANGEBYLEX', lanes, from, to, 'LIMIT', 0, per_sender)) do
    local message = read_message(redis.call('HGET', KEY.messages, string.match(member, '([^|]+)$')))
    messages[#messages + 1] = { message.releases, message.admission }
  end
end

-- Lanes of one sender are neighbours, so the next sender's first message is one step beyond the end of this one's.
local function next_sender(after)
  local from = after == '' and '-' or '(' .. after .. '}'
  local member = redis.call('ZRANGEBYLEX', KEY.lanes, from, '+', 'LIMIT', 0, 1)[1]
  return member and string.match(member, '^(.-)|')
end

local first_seen, wrapped = nil, after_sender == ''
for _ = 1, senders do
  local sender = next_sender(last)
  if not sender and not wrapped then
    wrapped, sender = true, next_sender('')
  end
  if not sender or sender == first_seen then break end
  first_seen, last = first_seen or sender, sender
  if not left_out[sender] then show(sender) end
end
return { 'PEEKED', first_seen and last or '', messages }
