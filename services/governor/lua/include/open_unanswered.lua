local function open_unanswered(_, key, now)
  return {
    shape = 'unanswered', prefix = key .. '|', now = now, known = {}, times = {},
    free_at = unanswered_free_at, spend = unanswered_spend, prefetch = prefetch_facts,
  }
end
