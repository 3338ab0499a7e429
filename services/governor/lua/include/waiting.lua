-- Hash `queued`: recipient → lane members, each with a comma, so that a reply finds them. Read and written for many
-- recipients at once.
local waiting, waiting_recipients = {}, {}

local function read_waiting(recipients)
  if #recipients == 0 then return end
  for place, members in ipairs(redis.call('HMGET', KEY.queued, unpack(recipients))) do
    local recipient = recipients[place]
    if not waiting[recipient] then
      waiting[recipient] = members or ''
      waiting_recipients[#waiting_recipients + 1] = recipient
    end
  end
end

local function stop_waiting(recipient, member)
  local members = waiting[recipient]
  local from, to = string.find(',' .. members, ',' .. member .. ',', 1, true)
  if from then waiting[recipient] = string.sub(members, 1, from - 1) .. string.sub(members, to) end
end

local function write_waiting()
  local left, gone = {}, {}
  for _, recipient in ipairs(waiting_recipients) do
    if waiting[recipient] == '' then gone[#gone + 1] = recipient
    else left[#left + 1], left[#left + 2] = recipient, waiting[recipient] end
  end
  if #left > 0 then redis.call('HSET', KEY.queued, unpack(left)) end
  if #gone > 0 then redis.call('HDEL', KEY.queued, unpack(gone)) end
end
