-- What the owner of a campaign or sender has ordered. Fields of `registry`: pauses are "1", cancellations "<number>|<order>".
local function pause_of(campaign, sender)
  if campaign then return REASON.CAMPAIGN_PAUSED end
  if sender then return REASON.SENDER_PAUSED end
end

-- The highest number up to which messages are cancelled, and its order; of equals the first.
local function cancelled_through(values, first, last)
  local highest, highest_order = 0, ''
  for at = first, last do
    local number, order = string.match(values[at] or '', '^(%d+)|(.*)$')
    if number and tonumber(number) > highest then highest, highest_order = tonumber(number), order end
  end
  return highest, highest_order
end

local function admission_number(member)
  return tonumber(string.match(member, '|(%d+)|[^|]+$'))
end

-- The order that cancels a message as `messages` holds it (see message.lua), or nil.
local function order_against(packed, through, order)
  local member_length, recipient_length, order_length = struct.unpack('<I2I2B', packed, 6)
  if order_length > 0 then
    local at = 19 + member_length + recipient_length
    return string.sub(packed, at, at + order_length - 1)
  end
  if through == 0 then return nil end
  if admission_number(string.sub(packed, 19, 18 + member_length)) <= through then return order end
end
