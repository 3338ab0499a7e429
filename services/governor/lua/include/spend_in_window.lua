-- What is recorded late counts as of the youngest spend: only stricter. An older spend decides nothing while younger ones
-- fill the window by themselves, which bounds what a shadow keeps.
local function spend_in_window(spends, permits, limit, now)
  if spends.last_at < now then
    if spends.last_permits > 0 then push_last(spends) end
    spends.last_at, spends.last_permits = now, 0
  end
  spends.last_permits, spends.sum = spends.last_permits + permits, spends.sum + permits
  while spends.head <= spends.stop do
    local rest = spends.sum - struct.unpack('<I4', spends.packed, spends.head + 8)
    if rest < limit.max then break end
    spends.sum, spends.head = rest, spends.head + 12
  end
end
