-- Caps of a person. `limits` packs for each uint32 max, double span (µs), byte shadow.
local caps, longest, most = {}, 0, 0
for at = 1, #limits, 13 do
  local max, span, shadow = struct.unpack('<I4dB', limits, at)
  caps[#caps + 1] = { max = max, span = span, shadow = shadow == 1 }
  longest, most = math.max(longest, span), math.max(most, max)
end
