-- Counts queued messages that were admitted up to a number, without looking at each. Changes nothing.
-- KEYS meta lanes
-- ARGV epoch:text campaign:text through:text
-- REST senders. Campaign '' = every one; `through` has the digits of a lane member.
-- Reply: 'COUNTED', messages. Rejects: 'BEHIND', meta.
-- INCLUDE now meta lane_name lanes_of
local meta = read_meta()
if meta.epoch ~= epoch or not meta.ready then return behind(meta) end
local count = 0
for at = REST, #ARGV do
  for _, lane in ipairs(lanes_of(KEY.lanes, ARGV[at])) do
    local _, _, of_campaign = parts_of_lane(lane)
    if campaign == '' or campaign == of_campaign then
      count = count + redis.call('ZLEXCOUNT', KEY.lanes, '[' .. lane .. '|', '(' .. lane .. '|' .. through .. '}')
    end
  end
end
return { 'COUNTED', count }
