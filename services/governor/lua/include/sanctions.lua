-- Facts about sanctions; see standing.lua. Those about sanctions that are not known change nothing.
local function sanctions_of(subject)
  local packed = redis.call('HGET', KEY.sanctions, subject)
  return packed and cmsgpack.unpack(packed) or {}
end

local function save_sanctions(subject, all)
  redis.call('HSET', KEY.sanctions, subject, cmsgpack.pack(all))
end

local function without_sanction(subject, id)
  local others = {}
  for _, sanction in ipairs(sanctions_of(subject)) do
    if sanction.id ~= id then others[#others + 1] = sanction end
  end
  return others
end

local function change_stay(subject, id, starts, ends)
  local all = sanctions_of(subject)
  for _, sanction in ipairs(all) do
    if sanction.id == id then sanction.stay_starts, sanction.stay_ends = starts, ends end
  end
  save_sanctions(subject, all)
end
