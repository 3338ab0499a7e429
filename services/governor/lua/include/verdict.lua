-- Verdicts as the wrapper reads them: byte outcome, byte reason, byte index into `rules` (0 = none), double µs or index.
local verdicts, rules, rule_index, first_answers, packed_verdicts = {}, {}, {}, {}, {}

local function index_of_rule(rule)
  if not rule or rule == '' then return 0 end
  if not rule_index[rule] then
    rules[#rules + 1] = rule
    rule_index[rule] = #rules
  end
  return rule_index[rule]
end

-- What never comes is 0 on the wire.
local function answer(outcome, reason, rule, at)
  local index = index_of_rule(rule)
  if not at or at == math.huge then at = 0 end
  local code = at == 0 and outcome * 65536 + (reason or 0) * 256 + index
  local packed = packed_verdicts[code] or struct.pack('<BBBd', outcome, reason or 0, index, at)
  if code then packed_verdicts[code] = packed end
  verdicts[#verdicts + 1] = packed
  return outcome
end
