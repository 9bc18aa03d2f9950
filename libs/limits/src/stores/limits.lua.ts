/**
 * The limits in Redis. One script, so that every decision is atomic, by Redis's clock (microseconds), so that the
 * clocks of the processes do not matter. It has the same arithmetic as bucket.ts and memory-limits.ts; one test suite
 * checks both.
 *
 * Requests in progress: a hash per tenant with the count of each process and the end of its lease. A process's report
 * replaces its last one, so counts do not drift: a killed process disappears when its lease ends, and an emptied Redis
 * recovers with the next report of each process.
 *
 * KEYS: events, bytes, running, requests, reads, then devices; `beat` has only the list of processes.
 * ARGV: command, time (empty for Redis's own), JSON of the rest.
 */
export const LIMITS_LUA = `
local now = tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local ask = cjson.decode(ARGV[3])

local function level(key, rate)
  local known = redis.call('HMGET', key, 'level', 'at')
  if not known[1] then return 0 end
  local leaked = math.max(0, now - tonumber(known[2])) * rate.perSecond / 1000000
  return math.max(0, math.min(tonumber(known[1]), rate.burst) - leaked)
end

local function put(key, rate, value)
  if value <= 0 then return redis.call('DEL', key) end
  redis.call('HSET', key, 'level', string.format('%.17g', value), 'at', string.format('%.0f', now))
  -- Gone once it is empty, and some seconds for clocks.
  redis.call('PEXPIRE', key, math.ceil(value / rate.perSecond * 1000) + 10000)
end

local function fits(value, units, rate)
  return value + units <= rate.burst * (1 + ask.slack)
end

local function others(key)
  local sum = 0
  local said = redis.call('HGETALL', key)
  for i = 1, #said, 2 do
    local count, untilWhen = string.match(said[i + 1], '(%d+) (%d+)')
    if tonumber(untilWhen) <= now then redis.call('HDEL', key, said[i])
    elseif said[i] ~= ask.process then sum = sum + tonumber(count) end
  end
  return sum
end

local function say(key, count)
  if count == 0 then return redis.call('HDEL', key, ask.process) end
  redis.call('HSET', key, ask.process, string.format('%d %.0f', count, now + ask.lease * 1000))
  redis.call('PEXPIRE', key, ask.lease)
end

local function text(value) return string.format('%.17g', value) end

local commands = {}

function commands.enter()
  local running = others(KEYS[3]) + ask.mine
  local requests, reads = level(KEYS[4], ask.requests), level(KEYS[5], ask.reads)
  -- A number is its place in POLICIES.
  local short = 0
  if not fits(requests, 1, ask.requests) then short = 5
  elseif ask.read and not fits(reads, 1, ask.reads) then short = 6
  elseif not ask.held and running > ask.most then short = 4 end
  if short == 0 then
    requests = requests + 1
    put(KEYS[4], ask.requests, requests)
    if ask.read then
      reads = reads + 1
      put(KEYS[5], ask.reads, reads)
    end
    if not ask.held then say(KEYS[3], ask.mine) end
  elseif not ask.held then running = running - 1 end
  local device = KEYS[6] and level(KEYS[6], ask.device) or 0
  return { short, running, text(level(KEYS[1], ask.events)), text(level(KEYS[2], ask.bytes)),
           text(requests), text(reads), text(device) }
end

function commands.say()
  return say(KEYS[3], ask.mine)
end

function commands.standing()
  return { others(KEYS[3]) + ask.mine, text(level(KEYS[1], ask.events)), text(level(KEYS[2], ask.bytes)),
           text(level(KEYS[4], ask.requests)), text(level(KEYS[5], ask.reads)) }
end

function commands.beat()
  redis.call('ZADD', KEYS[1], now + ask.lease * 1000, ask.process)
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  return redis.call('ZCARD', KEYS[1])
end

function commands.take()
  local events, bytes = level(KEYS[1], ask.events), level(KEYS[2], ask.bytes)
  local devices = {}
  for i = 6, #KEYS do devices[i - 5] = level(KEYS[i], ask.device) end
  local short = {}
  for i, cost in ipairs(ask.costs) do
    local device = ask.of[i]
    if not fits(events, 1, ask.events) then short[i] = 1
    elseif not fits(bytes, cost, ask.bytes) then short[i] = 2
    elseif not fits(devices[device], 1, ask.device) then short[i] = 3
    else
      short[i] = 0
      events = events + 1
      bytes = bytes + cost
      devices[device] = devices[device] + 1
    end
  end
  events = math.max(events, math.min(ask.events.burst, events + ask.rejected.events))
  bytes = math.max(bytes, math.min(ask.bytes.burst, bytes + ask.rejected.bytes))
  put(KEYS[1], ask.events, events)
  put(KEYS[2], ask.bytes, bytes)
  local answer = { table.concat(short), text(events), text(bytes), text(level(KEYS[4], ask.requests)) }
  for i = 6, #KEYS do
    put(KEYS[i], ask.device, devices[i - 5])
    answer[i - 1] = text(devices[i - 5])
  end
  return answer
end

return commands[ARGV[1]]()
`;
