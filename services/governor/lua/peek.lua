-- Shows the messages at the front of the lanes: of each sender's lanes some, conversation first. Changes nothing.
-- While a sender or its organisation is restricted only messages to recipients who have replied are shown; the others
-- keep their places, and nobody waits behind them. What its owner has paused is not shown.
-- KEYS meta registry sanctions messages lanes lanes_open
-- ARGV epoch:text per_sender:integer senders:integer turn:integer after_sender:text organisation_subject:text
-- ARGV sender_subject:text sender_field:text sender_paused:text campaign_paused:text
-- REST lanes and lines ("<sender>|<priority>") to leave out. The last five arguments are prefixes of sanction subjects and of registry fields.
-- Reply: 'PEEKED', last sender looked at, list of (lane, 1 when it may hold more, then releases and recorded admission
--   of each message). Rejects: 'BEHIND', meta.
-- INCLUDE now meta standing message lane_name lanes_of
local SENDERS_PASSED = 1024
local meta = read_meta()
if meta.epoch ~= epoch or not meta.ready then return behind(meta) end
local now, left_out, fronts, last, paused = instant(meta), {}, {}, after_sender, {}
for at = REST, #ARGV do left_out[ARGV[at]] = true end

local function is_restricted(subject)
  local sanction = binding_sanction(redis.call('HGET', KEY.sanctions, subject), now)
  return sanction and sanction.standing == STANDING.RESTRICTED
end

local function is_paused(campaign)
  if paused[campaign] == nil then
    paused[campaign] = redis.call('HEXISTS', KEY.registry, campaign_paused .. campaign) == 1
  end
  return paused[campaign]
end

-- Lanes that may be tried: conversation, then bulk, each beginning at another one from look to look.
local function open_lanes(key, sender)
  local talks, bulk = {}, {}
  for _, lane in ipairs(lanes_of(key, sender)) do
    local _, conversation, campaign = parts_of_lane(lane)
    local group = conversation and talks or bulk
    local waits = left_out[lane] or left_out[string.match(lane, '^[^|]*|%d')]
    if not waits and not is_paused(campaign) then group[#group + 1] = lane end
  end
  local open = {}
  for _, group in ipairs({ talks, bulk }) do
    for place = 1, #group do open[#open + 1] = group[(turn + place - 1) % #group + 1] end
  end
  return open
end

local function show_lane(key, lane, share)
  local members = redis.call('ZRANGEBYLEX', key, '[' .. lane .. '|', '(' .. lane .. '}', 'LIMIT', 0, share)
  local front = { lane, #members >= share and 1 or 0 }
  for _, member in ipairs(members) do
    local message = read_message(redis.call('HGET', KEY.messages, id_of(member)))
    front[#front + 1] = message.releases
    front[#front + 1] = message.admission
  end
  fronts[#fronts + 1] = front
end

local function show(sender)
  local fields = redis.call('HMGET', KEY.registry, sender_field .. sender, sender_paused .. sender)
  if fields[2] then return false end
  local owner = string.match(fields[1] or '|', '^(.-)|')
  local restricted = is_restricted(organisation_subject .. owner) or is_restricted(sender_subject .. sender)
  local key = restricted and KEY.lanes_open or KEY.lanes
  local open = open_lanes(key, sender)
  local share = math.min(per_sender, math.max(LANE_SHARE_MIN, math.ceil(2 * per_sender / #open)))
  for place = 1, math.min(#open, LANES_SHOWN_MAX) do show_lane(key, open[place], share) end
  return #open > 0
end

local first_seen, wrapped, shown, passed = nil, after_sender == '', 0, 0
while shown < senders and passed < SENDERS_PASSED do
  local sender = next_sender(last)
  if not sender and not wrapped then
    wrapped, sender = true, next_sender('')
  end
  if not sender or sender == first_seen then break end
  first_seen, last, passed = first_seen or sender, sender, passed + 1
  if show(sender) then shown = shown + 1 end
end
return { 'PEEKED', first_seen and last or '', fronts }
