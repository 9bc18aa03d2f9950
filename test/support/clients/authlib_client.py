"""Speaks to the token endpoint as a Python service would, with Authlib over Requests. Prints what it saw as JSON."""

import json
import os
import sys

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

# The service of a test is on loopback, without TLS.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "true"
given = json.loads(sys.argv[1])
TOKEN, REVOKE = given["url"] + "/v1/auth/token", given["url"] + "/v1/auth/revoke"


def session(secret=given["client_secret"], **more):
    return OAuth2Session(given["id"], secret, token_endpoint_auth_method="client_secret_basic", **more)


def public(**more):
    return OAuth2Session("tributary", token_endpoint_auth_method="none", **more)


def error_of(call):
    try:
        return call()
    except OAuthError as error:
        return error.error


def watch(client, path, revoke):
    before = client.get(given["url"] + path).status_code
    revoked = revoke().status_code
    return {"before": before, "revoked": revoked, "after": client.get(given["url"] + path).status_code}


service = session(scope="events:read")
granted = service.fetch_token(TOKEN, grant_type="client_credentials")
of_service = watch(service, "/v1/events", lambda: service.revoke_token(REVOKE, granted["access_token"]))

person = public(scope="tenants:read")
opened = person.fetch_token(TOKEN, username=given["username"], password=given["password"])
refreshed = person.refresh_token(TOKEN, opened["refresh_token"])
of_person = watch(person, "/v1/tenants", lambda: person.revoke_token(REVOKE, refreshed["refresh_token"]))

print(
    json.dumps(
        {
            "service": {"scope": granted["scope"], **of_service},
            "person": {"scope": opened["scope"], "refreshed": refreshed["scope"], **of_person},
            "wrong_secret": error_of(lambda: session("wrong").fetch_token(TOKEN, grant_type="client_credentials")),
            "wrong_scope": error_of(
                lambda: session(scope="audit:read").fetch_token(TOKEN, grant_type="client_credentials")
            ),
            "wrong_grant": error_of(lambda: public().refresh_token(TOKEN, opened["access_token"])),
        }
    )
)
