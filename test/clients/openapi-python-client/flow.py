import io
import json
import os

from tributary import AuthenticatedClient
from tributary.api.devices import devices_create
from tributary.api.events import (
    events_get,
    events_import,
    events_ingest,
    events_ingest_batch,
    events_list,
    reading_count,
    reading_export,
)
from tributary.models import BatchInput, CreateDevice, EventInput, ReadingCountGroupBy, ReadingCountInterval
from tributary.models import SingleEventInput
from tributary.types import File


def client(token):
    return AuthenticatedClient(base_url=os.environ["TRIBUTARY_URL"], token=token)


def fields(uid, by, device="sensor-1"):
    return {"event_uid": uid, "device_uid": device, "type": "door.opened", "payload": {"by": by}}


def tell(step, answer, outcome=lambda view: view.code):
    print(step, int(answer.status_code), outcome(answer.parsed))
    return answer


def send(step, token, event, outcome=lambda view: view.code):
    body = SingleEventInput.from_dict(event)
    return tell(step, events_ingest.sync_detailed(client=client(token), body=body), outcome)


mine = client(os.environ["TRIBUTARY_TOKEN"])
send("send", mine.token, fields("a-1", "Ada"), lambda view: view.outcome)
send("duplicate", mine.token, fields("a-1", "Ada"), lambda view: view.outcome)
send("conflict", mine.token, fields("a-1", "Eve"))
batch = BatchInput(
    events=[EventInput.from_dict(fields("a-2", "Bob")), EventInput.from_dict(fields("a-3", "Bob", "nobody"))]
)
tell(
    "batch",
    events_ingest_batch.sync_detailed(client=mine, body=batch),
    lambda view: f"{view.items[0].outcome},{view.items[1].outcome}:{view.items[1].error.code}",
)
filters = {"device_uid": "sensor-1", "type_": ["door.opened"], "limit": 1}
page = tell(
    "list", events_list.sync_detailed(client=mine, **filters), lambda page: page.data[0].event_uid
).parsed
tell(
    "next",
    events_list.sync_detailed(client=mine, **filters, cursor=page.next_cursor),
    lambda page: f"{page.data[0].event_uid}:{page.data[0].payload['by']}",
)
tell(
    "stats",
    reading_count.sync_detailed(
        client=mine, interval=ReadingCountInterval.DAY, group_by=ReadingCountGroupBy.TYPE
    ),
    lambda page: f"{page.data[0].type_}:{page.data[0].count}",
)
lines = "".join(
    json.dumps({"event_uid": f"i-{i}", "device_uid": "sensor-1", "type": "door.closed", "payload": {}}) + "\n"
    for i in (1, 2)
)
imported = events_import.sync_detailed(client=mine, body=File(payload=io.BytesIO(lines.encode())))
last = imported.content.splitlines()[-1]
print("import", int(imported.status_code), json.loads(last)["summary"]["created"])
exported = reading_export.sync_detailed(client=mine)
print("export", int(exported.status_code), len(exported.content.splitlines()))
send("unauthenticated", "wrong", fields("a-4", "Ada"))
send("forbidden", os.environ["TRIBUTARY_READER"], fields("a-4", "Ada"))
tell("missing", events_get.sync_detailed("missing", client=mine))
tell("exists", devices_create.sync_detailed(client=mine, body=CreateDevice(device_uid="sensor-1")))
send("invalid", mine.token, fields("a-4", "Ada", "nobody"))
send("fits", os.environ["TRIBUTARY_SLOW"], fields("s-1", "Ada"), lambda view: view.outcome)
refused = send("throttled", os.environ["TRIBUTARY_SLOW"], fields("s-2", "Ada"))
print("retry-after", refused.headers["Retry-After"])
