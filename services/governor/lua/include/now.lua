-- The clock of the gate: Redis's own, because all governors share it. Microseconds since the Unix epoch.
local function clock_us()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end
