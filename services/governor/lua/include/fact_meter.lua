local function prefetch_facts(meter, recipients, now)
  local store, known, fields = meter.store, meter.known, fields_of(meter, recipients)
  for back = 1, 0, -1 do
    local slot = live_slot(store.name, 3, math.floor(now / store.length) - back)
    local values = slot and redis.call('HMGET', slot, unpack(fields)) or {}
    for place = 1, #values do
      if values[place] then known[recipients[place]] = values[place] end
    end
  end
end

-- What the meters of single recipients have in common; `known`: what the stores hold of those that were asked for.
local function fact_meter(shape, key)
  return { store = FACT_STORES[shape], prefix = tag_of(key) .. '|', fields = {}, known = {}, prefetch = prefetch_facts }
end
