// Generated from the code by `npm run openapi`.

/** Every error code and its HTTP status. Codes are stable; new ones may be added. */
export const ERROR_CODES = {
  /** The body is not valid JSON. */
  invalid_json: 400,
  /** The body is not valid UTF-8. */
  invalid_utf8: 400,
  /** An object in the body has the same key twice. */
  duplicate_key: 400,
  /** The body does not decompress. */
  invalid_encoding: 400,
  /** The cursor is damaged or belongs to another list. */
  invalid_cursor: 400,
  /** The request is malformed. */
  invalid_request: 400,
  /** The body is larger than allowed. */
  body_too_large: 413,
  /** The batch has more events than allowed. */
  batch_too_large: 413,
  /** The address is longer than allowed. */
  uri_too_long: 414,
  /** The headers are larger than allowed. */
  headers_too_large: 431,
  /** The media type is not supported. */
  unsupported_media_type: 415,
  /** The content encoding is not supported. */
  unsupported_encoding: 415,
  /** The request did not arrive in time. */
  request_timeout: 408,
  /** The answer was not read in time. */
  slow_consumer: 408,
  /** The batch has no events. */
  empty_batch: 422,
  /** The body is nested deeper than allowed. */
  too_deep: 422,
  /** A text holds U+0000 or a lone surrogate. */
  invalid_unicode: 422,
  /** A number cannot be stored without altering it. */
  number_out_of_range: 422,
  /** A field is not known. */
  unknown_field: 422,
  /** A required field is missing. */
  missing_field: 422,
  /** A field has the wrong type. */
  invalid_type: 422,
  /** A field has a value that is not allowed. */
  invalid_value: 422,
  /** event_uid is not well-formed. */
  invalid_event_uid: 422,
  /** device_uid is not well-formed. */
  invalid_device_uid: 422,
  /** A time is not RFC 3339 with a zone. */
  invalid_timestamp: 422,
  /** A time is outside the acceptance window. */
  timestamp_out_of_range: 422,
  /** The event is larger than allowed. */
  event_too_large: 413,
  /** The device is not registered. */
  unknown_device: 422,
  /** The password is easy to guess. */
  weak_password: 422,
  /** No account has this id. */
  unknown_user: 422,
  /** A payload filter needs a device or a time range as well. */
  unbounded_filter: 422,
  /** A valid bearer token is required. */
  unauthenticated: 401,
  /** Two tenant selectors disagree. */
  tenant_ambiguous: 400,
  /** The request must name a tenant. */
  tenant_required: 400,
  /** The credential may not act in this tenant. */
  tenant_forbidden: 403,
  /** The tenant is suspended. */
  tenant_suspended: 403,
  /** The credential lacks the permission. */
  forbidden: 403,
  /** The device is disabled. */
  device_disabled: 403,
  /** The credential may not write events of this device. */
  device_forbidden: 403,
  /** The resource does not exist, or you may not see it. */
  not_found: 404,
  /** The resource does not have this method. */
  method_not_allowed: 405,
  /** None of the accepted media types can be produced. */
  not_acceptable: 406,
  /** Another event with this event_uid is stored. */
  event_conflict: 409,
  /** A device with this device_uid exists. */
  device_exists: 409,
  /** The device has events; disable it instead. */
  device_has_events: 409,
  /** A tenant with this key exists. */
  tenant_exists: 409,
  /** The tenant is being erased. */
  tenant_erasing: 409,
  /** A role with this name exists. */
  role_exists: 409,
  /** Built-in roles cannot be changed. */
  role_builtin: 409,
  /** Members have this role. */
  role_in_use: 409,
  /** The tenant has reached its limit of roles. */
  too_many_roles: 409,
  /** The account is already a member. */
  member_exists: 409,
  /** A tenant keeps at least one tenant_admin. */
  last_admin: 409,
  /** The resource has changed since it was read. */
  precondition_failed: 412,
  /** The rate limit is used up. */
  throttled: 429,
  /** The transfer coding is not supported. */
  not_implemented: 501,
  /** The service failed unexpectedly. */
  internal: 500,
  /** The database is not available. */
  database_unavailable: 503,
  /** The database is read-only: events can be read but not stored. */
  database_read_only: 503,
  /** The disk of the database is full: events can be read but not stored. */
  database_full: 503,
  /** The database lacks migrations of this version. */
  schema_stale: 503,
  /** The queue is unreachable: requests to be stored later wait in the database. */
  queue_unavailable: 503,
  /** The service is at its limit. */
  overloaded: 503,
  /** The service is shutting down. */
  draining: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
