import json
import os

from tributary import ApiClient, ApiException, Configuration, DevicesApi, EventsApi
from tributary.models import BatchInput, CreateDevice, EventInput, SingleEventInput


def client(token):
    return ApiClient(Configuration(host=os.environ["TRIBUTARY_URL"], access_token=token))


def events(token):
    return EventsApi(client(token))


def door(uid, by, device="sensor-1"):
    return SingleEventInput(event_uid=uid, device_uid=device, type="door.opened", payload={"by": by})


def tell(step, call, outcome=lambda data: data):
    """Prints the step, the status and the outcome, or the code of the problem where it is an error."""
    try:
        answer = call()
        print(step, answer.status_code, outcome(answer.data))
        return answer.data
    except ApiException as problem:
        print(step, problem.status, problem.data.code)
        return problem


def send(step, token, event):
    return tell(step, lambda: events(token).events_ingest_with_http_info(event), lambda view: view.outcome)


token = os.environ["TRIBUTARY_TOKEN"]
mine = events(token)
send("send", token, door("a-1", "Ada"))
send("duplicate", token, door("a-1", "Ada"))
send("conflict", token, door("a-1", "Eve"))
batch = BatchInput(
    events=[
        EventInput(event_uid="a-2", device_uid="sensor-1", type="door.opened", payload={"by": "Bob"}),
        EventInput(event_uid="a-3", device_uid="nobody", type="door.opened", payload={"by": "Bob"}),
    ]
)
tell(
    "batch",
    lambda: mine.events_ingest_batch_with_http_info(batch),
    lambda view: f"{view.items[0].outcome},{view.items[1].outcome}:{view.items[1].error.code}",
)
filters = {"device_uid": "sensor-1", "type": ["door.opened"], "limit": 1}
page = tell(
    "list", lambda: mine.events_list_with_http_info(**filters), lambda page: page.data[0].event_uid
)
tell(
    "next",
    lambda: mine.events_list_with_http_info(**filters, cursor=page.next_cursor),
    lambda page: f"{page.data[0].event_uid}:{page.data[0].payload['by']}",
)
tell(
    "stats",
    lambda: mine.reading_count_with_http_info("day", group_by="type"),
    lambda page: f"{page.data[0].type}:{page.data[0].count}",
)
lines = "".join(
    json.dumps({"event_uid": f"i-{i}", "device_uid": "sensor-1", "type": "door.closed", "payload": {}}) + "\n"
    for i in (1, 2)
)
tell(
    "import",
    lambda: mine.events_import_with_http_info(lines.encode()),
    lambda told: json.loads(told.splitlines()[-1])["summary"]["created"],
)
tell("export", lambda: mine.reading_export_with_http_info(), lambda told: len(told.splitlines()))
send("unauthenticated", "wrong", door("a-4", "Ada"))
send("forbidden", os.environ["TRIBUTARY_READER"], door("a-4", "Ada"))
tell("missing", lambda: mine.events_get_with_http_info("missing"))
tell(
    "exists",
    lambda: DevicesApi(client(token)).devices_create_with_http_info(CreateDevice(device_uid="sensor-1")),
)
send("invalid", token, door("a-4", "Ada", "nobody"))
send("fits", os.environ["TRIBUTARY_SLOW"], door("s-1", "Ada"))
refused = send("throttled", os.environ["TRIBUTARY_SLOW"], door("s-2", "Ada"))
print("retry-after", refused.headers["Retry-After"])
