-- Where the columns of `apply-decisions` begin in ARGV.
local spend_count, settled_count = #spends / 6, #attempts / 4
local contexts_at = REST
local spenders_at = contexts_at + contexts * 3
local keys_at = spenders_at + spend_count
local messages_at = keys_at + keys * 2
local lanes_at = messages_at + messages * 2
local queued_at = lanes_at + queued * 2
local settled_at = queued_at + queued
