-- Hashes that take turns: what was written in one generation is gone some generations later, without a key for each.
-- Field "generation" says whose turn it is; names of entries contain a "|". A slot of another generation is empty.
local turns = {}

local function slot_of(name, slots, generation)
  local key = KEY[name .. '_' .. generation % slots]
  turns[key] = turns[key] or tonumber(redis.call('HGET', key, 'generation')) or -1
  return key, turns[key]
end

-- Key of a generation's hash, or nil when it holds nothing.
local function live_slot(name, slots, generation)
  local key, turn = slot_of(name, slots, generation)
  return turn == generation and key or nil
end

-- Key of a generation's hash, to be written to; nil when it has lost its turn: nobody would read what is written.
local function slot_to_write(name, slots, generation, life_us)
  local key, turn = slot_of(name, slots, generation)
  if turn > generation then return nil end
  if turn < generation then
    redis.call('UNLINK', key)
    redis.call('HSET', key, 'generation', digits(generation))
    redis.call('PEXPIRE', key, digits(life_us / 1000))
    turns[key] = generation
  end
  return key
end
