-- Opens the meters of all contexts that may spend something in this call, with what they know of the recipients.
local function open_spenders(context_list, now)
  local recipients = {}
  for index = 0, count - 1 do
    local head = heads[index]
    if head.kind == 2 or head.mode == IMMEDIATE then
      local list = recipients[head.context]
      if list then list[#list + 1] = ARGV[recipients_at + index]
      else recipients[head.context] = { ARGV[recipients_at + index] } end
    end
  end
  for index, list in pairs(recipients) do open_meters(context_list[index], list, now) end
end
