"""Sends one CloudEvent in each mode with the SDK for Python, and prints what became of it."""

import json
import os

import httpx
from cloudevents.http import CloudEvent, to_binary, to_structured

URL = os.environ["TRIBUTARY_URL"]
BEARER = {"authorization": "Bearer " + os.environ["TRIBUTARY_TOKEN"]}


def say(mode, path, headers, body):
    answer = httpx.post(URL + path, headers={**headers, **BEARER}, content=body)
    told = answer.json()
    print(mode, answer.status_code, told.get("outcome") or told["items"][0]["outcome"])


event = CloudEvent(
    {
        "id": "sdk-1",
        "source": "/halls/3/sensor-1",
        "type": "door.opened",
        "time": None,
        "floor": "3",
        "datacontenttype": "application/json",
    },
    {"by": "Ada"},
)
say("binary", "/v1/events", *to_binary(event))
headers, structured = to_structured(event)
say("structured", "/v1/events", headers, structured)
batch = {"content-type": "application/cloudevents-batch+json"}
say("batch", "/v1/events/batch", batch, json.dumps([json.loads(structured)]))
