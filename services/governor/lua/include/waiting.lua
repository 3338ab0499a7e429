-- Hash `queued`: recipient → lane members, each with a comma, so that a reply finds them. Read and written once for each
-- recipient of a call, however many members come and go: one person may wait for thousands of messages.
local waiting, waiting_recipients, come, gone = {}, {}, {}, {}

local function read_waiting(recipients)
  local new = {}
  for _, recipient in ipairs(recipients) do
    if not waiting[recipient] then waiting[recipient], new[#new + 1] = '', recipient end
  end
  if #new == 0 then return end
  for place, members in ipairs(redis.call('HMGET', KEY.queued, unpack(new))) do
    waiting[new[place]] = members or ''
    waiting_recipients[#waiting_recipients + 1] = new[place]
  end
end

local function start_waiting(recipient, member) note_member(come, recipient, member) end
local function stop_waiting(recipient, member) note_member(gone, recipient, member) end

local function write_waiting()
  local left, over = {}, {}
  for _, recipient in ipairs(waiting_recipients) do
    local members = with_members(waiting[recipient], come[recipient], gone[recipient])
    if members == '' then over[#over + 1] = recipient
    else left[#left + 1], left[#left + 2] = recipient, members end
  end
  if #left > 0 then redis.call('HSET', KEY.queued, unpack(left)) end
  if #over > 0 then redis.call('HDEL', KEY.queued, unpack(over)) end
end
