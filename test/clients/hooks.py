"""What schemathesis needs to know beside the document."""

import schemathesis

# A file of lines is sent as the bytes that it is.
schemathesis.serializer.alias(
    ["application/x-ndjson", "application/ndjson", "application/jsonl"], "application/octet-stream"
)
