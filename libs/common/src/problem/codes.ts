/**
 * Every error the service can answer: its stable code, HTTP status and title (RFC 9457).
 * A new kind of failure is one row here; documentation and OpenAPI are made from this table.
 */
export const PROBLEMS = {
  // input: the envelope
  invalid_json: [400, 'The body is not valid JSON'],
  invalid_utf8: [400, 'The body is not valid UTF-8'],
  duplicate_key: [400, 'An object in the body names the same key twice'],
  invalid_encoding: [400, 'The body does not decompress'],
  invalid_cursor: [400, 'The cursor is damaged or belongs to another list'],
  invalid_request: [400, 'The request is malformed'],
  body_too_large: [413, 'The body is larger than allowed'],
  batch_too_large: [413, 'The batch has more events than allowed'],
  uri_too_long: [414, 'The address is longer than allowed'],
  headers_too_large: [431, 'The headers are larger than allowed'],
  unsupported_media_type: [415, 'The media type is not supported'],
  unsupported_encoding: [415, 'The content encoding is not supported'],
  request_timeout: [408, 'The request did not arrive in time'],
  slow_consumer: [408, 'The answer was not read in time'],
  // input: fields
  empty_batch: [422, 'The batch has no events'],
  too_deep: [422, 'The body is nested deeper than allowed'],
  invalid_unicode: [422, 'A text holds U+0000 or a lone surrogate'],
  number_out_of_range: [422, 'A number cannot be held without altering it'],
  unknown_field: [422, 'A field is not known here'],
  missing_field: [422, 'A required field is missing'],
  invalid_type: [422, 'A field has the wrong type'],
  invalid_value: [422, 'A field has a value that is not allowed'],
  invalid_event_uid: [422, 'event_uid is not well-formed'],
  invalid_device_uid: [422, 'device_uid is not well-formed'],
  invalid_timestamp: [422, 'A time is not RFC 3339 with a zone'],
  timestamp_out_of_range: [422, 'A time lies outside the acceptance window'],
  event_too_large: [413, 'The event is larger than allowed'],
  unknown_device: [422, 'The device is not registered'],
  weak_password: [422, 'The password is among the first that are guessed'],
  unknown_user: [422, 'Nobody has an account under this address'],
  unbounded_filter: [422, 'A payload filter needs a device or a time range beside it'],
  // who, which tenant, may they
  unauthenticated: [401, 'A valid bearer token is required'],
  tenant_ambiguous: [400, 'Two tenant selectors disagree'],
  tenant_required: [400, 'The request must name a tenant'],
  tenant_forbidden: [403, 'The credential may not act in this tenant'],
  tenant_suspended: [403, 'The tenant is suspended'],
  forbidden: [403, 'The credential lacks the permission'],
  device_disabled: [403, 'The device is disabled'],
  device_forbidden: [403, 'The credential may not speak for this device'],
  // existence and state
  not_found: [404, 'There is no such resource'],
  method_not_allowed: [405, 'The resource does not have this method'],
  not_acceptable: [406, 'None of the accepted media types can be produced'],
  event_conflict: [409, 'Another event with this event_uid is stored'],
  device_exists: [409, 'A device with this device_uid exists'],
  device_has_events: [409, 'The device has events; disable it instead'],
  tenant_exists: [409, 'A tenant with this key exists'],
  tenant_erasing: [409, 'The tenant is being erased'],
  role_exists: [409, 'A role with this name exists'],
  role_builtin: [409, 'Built-in roles do not change'],
  role_in_use: [409, 'Members have this role'],
  too_many_roles: [409, 'The tenant has as many roles as it may'],
  member_exists: [409, 'The account is a member already'],
  last_admin: [409, 'A tenant keeps at least one tenant_admin'],
  precondition_failed: [412, 'The resource has changed since it was read'],
  // how much
  throttled: [429, 'The rate limit is used up'],
  // ours
  internal: [500, 'Something went wrong on our side'],
  database_unavailable: [503, 'The database is not available'],
  overloaded: [503, 'The service is at its limit'],
  draining: [503, 'The service is shutting down'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof PROBLEMS;
