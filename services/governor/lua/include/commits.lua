-- The commits of one call, oldest first, as `commits` packs them: doubles seq, expected seq, call, instant, number; uint16
-- spends.
local COMMIT_BYTES = 42
local commit_list = {}
for at = 1, #commits, COMMIT_BYTES do
  local seq, expected, call, decided_at, number, spends = struct.unpack('<dddddI2', commits, at)
  commit_list[#commit_list + 1] = {
    seq = seq, expected = expected, call = call, decided_at = decided_at, number = number, spends = spends,
  }
end

-- 'SKIPPED', 'PARTLY_KNOWN' or 'BEHIND'; nothing when all of them come next.
local function what_prevents(meta)
  local last = meta.gate_seq
  if commit_list[#commit_list].seq <= last then return 'SKIPPED' end
  if commit_list[1].seq <= last then return 'PARTLY_KNOWN' end
  for _, commit in ipairs(commit_list) do
    if last < commit.expected then return 'BEHIND' end
    last = commit.seq
  end
end
