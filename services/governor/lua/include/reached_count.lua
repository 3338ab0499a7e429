-- How many were reached in a period that begins at `from`, counted when it is asked for first, and then kept by `add`.
local function reached_count(meter, tag, from)
  local to, count, place_asked, at_asked = '(' .. tag .. '}', nil, nil, nil
  local counter = {}

  function counter.total()
    if not count then
      meter.save()
      count = redis.call('ZLEXCOUNT', KEY.reached, '[' .. from, to)
    end
    return count
  end

  -- The instant that lies so many places behind the oldest in the period.
  function counter.instant_at(place)
    if place_asked == place then return at_asked end
    meter.save()
    local oldest = redis.call('ZRANGEBYLEX', KEY.reached, '[' .. from, to, 'LIMIT', place, 1)[1]
    place_asked, at_asked = place, tonumber(string.sub(oldest, #tag + 2, #tag + 17))
    return at_asked
  end

  function counter.moved(is_new)
    place_asked = nil
    if count and is_new then count = count + 1 end
  end
  return counter
end
