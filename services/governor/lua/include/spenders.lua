-- Opens the meters of all contexts that may spend something in this call, with what they know of the recipients.
local function open_spenders(context_list, now)
  local recipients = {}
  for index = 0, count - 1 do
    local kind, _, mode, _, _, low, high = string.byte(numbers, index * ITEM_BYTES + 1, index * ITEM_BYTES + 7)
    if kind == 2 or mode == IMMEDIATE then
      local context = low + high * 256
      local list = recipients[context]
      if list then list[#list + 1] = ARGV[recipients_at + index]
      else recipients[context] = { ARGV[recipients_at + index] } end
    end
  end
  for index, list in pairs(recipients) do open_meters(context_list[index], list, now) end
end
