-- Puts the youngest spend behind the others, before a younger one takes its place.
local function push_last(spends)
  local last = struct.pack('<dI4', spends.last_at, spends.last_permits)
  spends.packed = string.sub(spends.packed, spends.head, spends.stop) .. last
  spends.head, spends.stop = 1, #spends.packed
end

local function save_spends(key, spends)
  local last = struct.pack('<dI4', spends.last_at, spends.last_permits)
  local older = string.sub(spends.packed, spends.head, spends.stop)
  redis.call('HSET', KEY.windows, key, struct.pack('<I4', spends.sum) .. older .. last)
end
