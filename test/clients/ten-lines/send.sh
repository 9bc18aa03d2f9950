#!/usr/bin/env bash
set -euo pipefail
# docs: begin
event='{"event_uid":"door-1","device_uid":"sensor-1","type":"door.opened","payload":{"by":"Ada"}}'
ask() {
  curl --silent --show-error "$TRIBUTARY_URL$@" \
    --header "Authorization: Bearer $TRIBUTARY_TOKEN" --header 'Content-Type: application/json'
}
ask /v1/events --data "$event"           # 201 {"outcome":"created",…}
ask /v1/events --data "$event"           # 200 {"outcome":"duplicate",…}: sending it again is safe
ask /v1/events --data "${event/Ada/Eve}" # 409 {"code":"event_conflict",…}
ask '/v1/events?device_uid=sensor-1'     # 200 {"data":[{"event_uid":"door-1",…}],"next_cursor":null}
# docs: end
