# docs: begin
import os
from tributary import AuthenticatedClient
from tributary.api.events import events_ingest, events_list
from tributary.models import SingleEventInput

client = AuthenticatedClient(base_url=os.environ["TRIBUTARY_URL"], token=os.environ["TRIBUTARY_TOKEN"])
event = {"event_uid": "door-1", "device_uid": "sensor-1", "type": "door.opened", "payload": {"by": "Ada"}}
send = lambda event: events_ingest.sync(client=client, body=SingleEventInput.from_dict(event))
print(send(event).outcome)  # created
print(send(event).outcome)  # duplicate: sending it again is safe
print(send(event | {"payload": {"by": "Eve"}}).code)  # event_conflict
for found in events_list.sync(client=client, device_uid="sensor-1").data:
    print(found.event_uid, found.payload["by"])  # door-1 Ada
# docs: end
