-- Where a shard of the recipients' counts stands. `history` is the replication id of the server that made it: it changes
-- whenever a server starts and whenever a replica takes over, and then the last counts may be missing.
local function history_id()
  return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
end

local function read_shard()
  local raw = redis.call('HMGET', KEY.meta, 'epoch', 'ready', 'call', 'now', 'history', 'limits')
  return {
    epoch = raw[1] or '', ready = raw[2] == '1', call = tonumber(raw[3]) or 0, now = tonumber(raw[4]) or 0,
    whole = raw[5] == history_id(), limits = raw[6] or '',
  }
end
