-- Permits of commits whose calls this epoch has not executed. ARGV from `contexts_at`: sender, its registry field and
-- organisation of each context; from `spenders_at` the recipient of each spend; `spends` packs uint16 context, uint32 units.
local demand = { recipient = '', units = 0, replied_at = 0, in_conversation = false }

local function spend_again(commit, first, policy)
  local at, contexts, recipients = spenders_at + first, {}, {}
  local replied = redis.call('HMGET', KEY.replied, unpack(ARGV, at, at + commit.spends - 1))
  for index = 0, commit.spends - 1 do
    local place = struct.unpack('<I2', spends, (first + index) * 6 + 1)
    local list = recipients[place]
    if list then list[#list + 1] = ARGV[at + index]
    else contexts[place], recipients[place] = context_at(place, policy), { ARGV[at + index] } end
  end
  for place, context in pairs(contexts) do open_meters(context, recipients[place], commit.decided_at) end
  for index = 0, commit.spends - 1 do
    local place, units = struct.unpack('<I2I4', spends, (first + index) * 6 + 1)
    local context, reply = contexts[place], replied[index + 1]
    demand.recipient, demand.units, demand.replied_at = ARGV[at + index], units, tonumber(reply or 0)
    demand.in_conversation = reply and commit.decided_at - demand.replied_at < CONVERSATION_US
    for nth, limit in ipairs(context.limits) do context.meters[nth].spend(demand, limit, commit.decided_at) end
  end
  save_meters(commit.decided_at)
end
