-- What limits know of single recipients, in generations so long that the youngest two hold all that still counts. Read
-- for many recipients at once, written once. Field: "<subject>|<limit>|<recipient>".
local FACT_STORES = {
  pair = { name = 'pairs', length = PAIR_GENERATION_US, writes = {} },
  unanswered = { name = 'unanswered', length = UNANSWERED_GENERATION_US, writes = {} },
}

local function prefetch_facts(meter, recipients, now)
  local store, fields = FACT_STORES[meter.shape], {}
  for place = 1, #recipients do fields[place] = meter.prefix .. recipients[place] end
  for back = 1, 0, -1 do
    local slot = live_slot(store.name, 3, math.floor(now / store.length) - back)
    local values = slot and redis.call('HMGET', slot, unpack(fields)) or {}
    for place = 1, #values do meter.known[recipients[place]] = values[place] or meter.known[recipients[place]] end
  end
end

local function keep_fact(meter, recipient, packed)
  local writes = FACT_STORES[meter.shape].writes
  local at = #writes
  writes[at + 1], writes[at + 2] = meter.prefix .. recipient, packed
end

local function write_facts(now)
  for _, store in pairs(FACT_STORES) do
    local slot = #store.writes > 0 and slot_to_write(store.name, 3, math.floor(now / store.length), 3 * store.length)
    if slot then redis.call('HSET', slot, unpack(store.writes)) end
    store.writes = {}
  end
end
