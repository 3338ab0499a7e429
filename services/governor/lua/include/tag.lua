-- Short name of a subject's limit, which stands before the name of each recipient that it knows: hashes of millions of
-- fields. 80 bits of a hash; the wrapper makes the same (limit-tag.ts).
local function tag_of(key)
  return string.sub(redis.sha1hex(key), 1, 20)
end
