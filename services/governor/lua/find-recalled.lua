-- Pages through queued messages and shows those that something may have ended: an order of the owner, an opt-out, a closed
-- campaign, a revoked sender, an election silence. Whether it has is for `decide` to say. Changes nothing.
-- KEYS meta registry opt_outs messages lanes
-- ARGV epoch:text members:integer sender:text campaign:text after:text sender_field:text sender_state:text
-- ARGV campaign_closed:text pair_cancelled:text campaign_cancelled:text sender_cancelled:text organisation_cancelled:text
-- The last seven arguments are prefixes of registry fields; sender and campaign '' = every one; `after` is the last member
-- looked at before, '' at the beginning; at most `members` are looked at.
-- REST pairs of a place and the end of its silence (µs): what was admitted there before that is shown.
-- Reply: 'FOUND', last member looked at ('' at the end), list of releases and recorded admission of each message.
--   Rejects: 'BEHIND', meta.
-- INCLUDE now meta message owner lane_name
local meta = read_meta()
if meta.epoch ~= epoch or not meta.ready then return behind(meta) end
local found, lanes, silences = {}, {}, {}
for at = REST, #ARGV, 2 do silences[ARGV[at]] = tonumber(ARGV[at + 1]) end

-- What holds for a whole lane: true when all of it has ended, and the number up to which it is cancelled.
local function read_lane(lane)
  if lanes[lane] then return lanes[lane] end
  local of_sender, _, of_campaign = parts_of_lane(lane)
  local owner = redis.call('HGET', KEY.registry, sender_field .. of_sender) or '|'
  local values = redis.call('HMGET', KEY.registry, sender_state .. of_sender, campaign_closed .. of_campaign,
    pair_cancelled .. of_sender .. '|' .. of_campaign, campaign_cancelled .. of_campaign,
    sender_cancelled .. of_sender, organisation_cancelled .. string.match(owner, '^(.-)|'))
  lanes[lane] = {
    wanted = campaign == '' or campaign == of_campaign,
    ended = values[1] == 'REVOKED' or values[2], through = cancelled_through(values, 3, 6),
    silent_till = silences[place_of_lane(lane)] or 0,
  }
  return lanes[lane]
end

local function show(lane, member)
  local id = id_of(member)
  local message = read_message(redis.call('HGET', KEY.messages, id))
  local ended = lane.ended or message.admitted_at < lane.silent_till or order_against(message.packed, lane.through, '')
  if not ended and redis.call('HEXISTS', KEY.opt_outs, message.recipient) == 0 then return end
  found[#found + 1] = message.releases
  found[#found + 1] = message.admission
end

-- A lane that is not wanted is passed over in one step.
local from = after == '' and (sender == '' and '-' or '[' .. sender .. '|') or '(' .. after
local to, last, left = sender == '' and '+' or '(' .. sender .. '}', '', members
while left > 0 do
  local page = redis.call('ZRANGEBYLEX', KEY.lanes, from, to, 'LIMIT', 0, left)
  if #page == 0 then last = '' break end
  for _, member in ipairs(page) do
    local name = lane_of(member)
    local lane = read_lane(name)
    last, left, from = member, left - 1, '(' .. (lane.wanted and member or name .. '}')
    if not lane.wanted then last = name .. '}' break end
    show(lane, member)
  end
end
return { 'FOUND', last, found }
