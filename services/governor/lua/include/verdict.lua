-- Verdicts as the wrapper reads them: byte outcome, byte reason, byte index into `rules` (0 = none), double µs or index.
local verdicts, answered, rules, rule_index, first_answers, packed_verdicts = {}, 0, {}, {}, {}, {}

local function index_of_rule(rule)
  if not rule_index[rule] then
    rules[#rules + 1] = rule
    rule_index[rule] = #rules
  end
  return rule_index[rule]
end

-- What never comes is 0 on the wire.
local function answer(outcome, reason, rule, at)
  local index = rule and rule ~= '' and index_of_rule(rule) or 0
  if not at or at == math.huge then at = 0 end
  local code = at == 0 and outcome * 65536 + (reason or 0) * 256 + index
  local packed = code and packed_verdicts[code]
  if not packed then
    packed = struct.pack('<BBBd', outcome, reason or 0, index, at)
    if code then packed_verdicts[code] = packed end
  end
  answered = answered + 1
  verdicts[answered] = packed
  return outcome
end
