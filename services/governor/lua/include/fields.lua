-- Names of recipients in a meter's hash, each made once: texts of a hundred bytes are hashed whenever they are made.
local function fields_of(meter, recipients)
  local prefix, known, fields = meter.prefix, meter.fields, {}
  for place = 1, #recipients do
    local recipient = recipients[place]
    local field = prefix .. recipient
    fields[place], known[recipient] = field, field
  end
  return fields
end
