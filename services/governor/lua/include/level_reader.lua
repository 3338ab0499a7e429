-- Levels as the meters keep them, read and not opened: instant at which a bucket is full again, spends after an instant.
local function read_bucket(key)
  local packed = redis.call('HGET', KEY.levels, key)
  return packed and digits(struct.unpack('<d', packed)) or '0', ''
end

local function read_window(key, after)
  local packed, first = redis.call('HGET', KEY.windows, key) or '', 5
  while first < #packed and struct.unpack('<d', packed, first) <= after do first = first + 12 end
  return '', string.sub(packed, first)
end

-- By rank, because an offset into a range is walked one by one.
local function read_uniques(key, after, samples)
  local tag = tag_of(key)
  local from, to = tag .. '|' .. string.format('%016.0f', after) .. '}', '(' .. tag .. '}'
  local base = redis.call('ZLEXCOUNT', KEY.reached, '-', '[' .. from)
  local count, steps, last_at = redis.call('ZLEXCOUNT', KEY.reached, '(' .. from, to), {}, nil
  local chunk = math.max(1, math.ceil(count / samples))
  for first = 0, count - 1, chunk do
    local last = math.min(count, first + chunk) - 1
    local member = redis.call('ZRANGE', KEY.reached, base + last, base + last)[1]
    local at, people = tonumber(string.sub(member, #tag + 2, #tag + 17)), last - first + 1
    if at == last_at then people = people + struct.unpack('<I4', table.remove(steps), 9) end
    steps[#steps + 1], last_at = struct.pack('<dI4', at, people), at
  end
  return '', table.concat(steps)
end
