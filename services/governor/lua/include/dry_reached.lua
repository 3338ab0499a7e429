-- The set `reached` as it would stand after writes that were kept aside. What one call adds is the youngest: it comes last.
local added, removed, removed_count = {}, {}, 0

-- Beginning of a range of one limit's members: their common prefix, and the first instant as text.
local function range_of(from)
  return string.match(from, '^%[(.*|)(%d+)|$')
end

local function count_reached_dry(from, count)
  local prefix, first = range_of(from)
  for _, member in ipairs(added) do
    if string.sub(member, 1, #prefix) == prefix then count = count + 1 end
  end
  for member in pairs(removed) do
    local at = string.sub(member, 1, #prefix) == prefix and string.match(member, '^%d+', #prefix + 1)
    if at and tonumber(at) >= tonumber(first) then count = count - 1 end
  end
  return count
end

local function member_reached_dry(from, stored, place)
  local prefix, members = range_of(from), {}
  for _, member in ipairs(stored) do
    if not removed[member] then members[#members + 1] = member end
  end
  for _, member in ipairs(added) do
    if string.sub(member, 1, #prefix) == prefix then members[#members + 1] = member end
  end
  return { members[place + 1] }
end
