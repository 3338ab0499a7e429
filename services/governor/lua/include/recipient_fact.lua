-- What limits know of single recipients, in generations so long that the youngest two hold all that still counts. Read
-- for many recipients at once, written once. Field: "<tag of subject and limit>|<recipient>".
local FACT_STORES = {
  pair = { name = 'pairs', length = PAIR_GENERATION_US, writes = {} },
  unanswered = { name = 'unanswered', length = UNANSWERED_GENERATION_US, writes = {} },
}

local function keep_fact(meter, recipient, packed)
  local writes = meter.store.writes
  local at = #writes
  writes[at + 1], writes[at + 2] = meter.fields[recipient], packed
end

local function write_facts(now)
  for _, store in pairs(FACT_STORES) do
    local slot = #store.writes > 0 and slot_to_write(store.name, 3, math.floor(now / store.length), 3 * store.length)
    if slot then redis.call('HSET', slot, unpack(store.writes)) end
    store.writes = {}
  end
end
