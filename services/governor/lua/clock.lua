-- Tells the time by which the gate decides, whatever it has decided before.
-- KEYS meta
-- Reply: 'CLOCK', microseconds since the Unix epoch.
-- INCLUDE now
return { 'CLOCK', string.format('%.0f', clock_us()) }
