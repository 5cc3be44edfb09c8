-- For wrk: digest requests of 1.7 KB, each with an id of its own, from 500 conversations.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init(args)
  run = args[1] or "0"
  service = args[2] or "http://127.0.0.1:9/none"
  count = 0
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  if args[3] then wrk.headers["Authorization"] = "Bearer " .. args[3] end
  pad = string.rep("p", 900)
end

function request()
  count = count + 1
  local user = count % 500
  local body = '{"type":"message","id":"' .. run .. "-" .. number .. "-" .. count .. '","timestamp":"' .. os.date("!%Y-%m-%dT%H:%M:%S") .. string.format(".%03dZ", count % 1000) .. '",'
    .. '"channelId":"msteams","serviceUrl":"' .. service .. '","from":{"id":"29:user-' .. user .. '","name":"Alex Wilber",'
    .. '"aadObjectId":"7c9e6679-7425-40de-944b-e07fc1f9' .. (1000 + user) .. '"},"conversation":{"conversationType":"personal",'
    .. '"tenantId":"6b1f0c52-3a0e-4d8e-9d7b-0f2f6f7c1a01","id":"a:conversation-' .. user .. '"},"recipient":{"id":"28:bot","name":"WellIntake"},'
    .. '"entities":[{"type":"clientInfo","locale":"en-US","country":"US","timezone":"UTC"}],"textFormat":"plain","locale":"en-US",'
    .. '"deliveryMode":"expectReplies","channelData":{"tenant":{"id":"6b1f0c52-3a0e-4d8e-9d7b-0f2f6f7c1a01"},"note":"' .. pad .. '"},'
    .. '"text":"digest advisors"}'
  return wrk.format(nil, "/api/teams/webhook", nil, body)
end
