local function open_uniques(limit, key, now)
  local begins = now - limit.span + 1
  local from = reached_prefix(key, begins)
  prune_reached(key, from)
  return {
    key = key, prefix = key .. '|', begins = begins, from = from, to = '(' .. key .. '}',
    seen = {}, members = {}, fields = {}, left = {},
    count = false, dirty = false,
    free_at = uniques_free_at, spend = uniques_spend, save = save_reached, prefetch = prefetch_reached,
  }
end
