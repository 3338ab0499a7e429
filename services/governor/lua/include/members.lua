-- Lists of lane members of one recipient, each with a comma, and their changes: one member, or a table of several.
local function note_member(changes, recipient, member)
  local known = changes[recipient]
  -- One is the rule, and costs no table.
  if not known then changes[recipient] = member
  elseif type(known) == 'table' then known[#known + 1] = member
  else changes[recipient] = { known, member } end
end

local function without_member(members, gone)
  if members == gone .. ',' then return '' end
  local from, to = string.find(',' .. members, ',' .. gone .. ',', 1, true)
  return from and string.sub(members, 1, from - 1) .. string.sub(members, to) or members
end

local function without_members(members, gone)
  local is_gone, left = {}, {}
  for _, member in ipairs(gone) do is_gone[member] = true end
  for member in string.gmatch(members, '[^,]+') do
    if not is_gone[member] then left[#left + 1] = member .. ',' end
  end
  return table.concat(left)
end

local function with_members(members, come, gone)
  if come then members = members .. (type(come) == 'table' and table.concat(come, ',') or come) .. ',' end
  if not gone then return members end
  return type(gone) == 'table' and without_members(members, gone) or without_member(members, gone)
end
