-- Messages to a person that count: hash `persons`, in generations, "|<pseudonym>" → for each message double (instant, µs)
-- and 8 bytes that name the release, oldest first.
local PERSON_SLOTS = 3
local changed = {}

-- Without what has left the longest period, and without the release itself.
local function messages_to(person, release, now)
  local packed, kept, generation = changed[person], {}, math.floor(now / longest)
  for back = 0, 1 do
    local slot = not packed and live_slot('persons', PERSON_SLOTS, generation - back)
    packed = packed or (slot and redis.call('HGET', slot, '|' .. person))
  end
  for at = 1, #(packed or ''), 16 do
    local instant, name = struct.unpack('<d', packed, at), string.sub(packed, at + 8, at + 15)
    if instant > now - longest and name ~= release then kept[#kept + 1] = { at = instant, name = name } end
  end
  return kept
end

-- Younger ones fill every period by themselves: that bounds what a shadow keeps.
local function keep_messages(person, list, now)
  local parts = {}
  for place = math.max(1, #list - most + 1), #list do
    parts[#parts + 1] = struct.pack('<d', list[place].at) .. list[place].name
  end
  changed[person] = table.concat(parts)
  local slot = slot_to_write('persons', PERSON_SLOTS, math.floor(now / longest), 3 * longest)
  redis.call('HSET', slot, '|' .. person, changed[person])
end
