-- Where the projection stands. Sequences and instants are integers below 2^53, stored as plain digits.
local function digits(number)
  return string.format('%.0f', number)
end

local function read_meta()
  local raw = redis.call('HMGET', KEY.meta, 'epoch', 'ready', 'call', 'gate_seq', 'fact_seq', 'number', 'now')
  if not raw[1] then
    return { raw = {} }
  end
  return {
    raw = raw, epoch = raw[1], ready = raw[2] == '1', call = tonumber(raw[3]), gate_seq = tonumber(raw[4]),
    fact_seq = tonumber(raw[5]), number = tonumber(raw[6]), now = tonumber(raw[7]),
  }
end

local function behind(meta)
  return { 'BEHIND', meta.raw }
end

-- Never before an instant that was decided at: a clock that steps back closes the gate until it has caught up.
local function instant(meta)
  return math.max(clock_us(), meta.now)
end
