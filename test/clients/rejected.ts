/** A request that the document allows and the service refuses, and why no schema can say so. */
export interface Rejected {
  readonly operations: RegExp;
  readonly code: string;
  /** JSON Pointer, or name of the query parameter, of the first error. */
  readonly at?: RegExp;
  readonly reason: string;
}

const ANY = /./;

export const REJECTED: readonly Rejected[] = [
  {
    operations: ANY,
    code: 'invalid_cursor',
    reason: 'A cursor is sealed with a key of the deployment: only cursors that it gave are good.',
  },
  {
    operations: ANY,
    code: 'tenant_ambiguous',
    reason: 'Which tenant X-Tenant-Key and tenant_key may name, the credential says.',
  },
  {
    operations: ANY,
    code: 'tenant_required',
    reason: 'Whether the tenant must be named, the credential says.',
  },
  {
    operations: ANY,
    code: 'precondition_failed',
    reason: 'Whether If-Match fits, the resource’s version says.',
  },
  {
    operations: ANY,
    code: 'invalid_unicode',
    reason:
      'No pattern that all languages read can refuse a lone surrogate or U+0000 at any depth of a value.',
  },
  {
    operations: ANY,
    code: 'number_out_of_range',
    reason:
      'JSON Schema knows no precision: the integers of a payload’s members cannot be bounded at any depth.',
  },
  {
    operations: ANY,
    code: 'invalid_value',
    at: /^\/?(name|description|reason|action|target|actor|q|type|key|roles)(\/\d+)?$/,
    reason:
      'Control, format, private and unassigned characters, and white space, are categories of Unicode, which have no ' +
      'pattern that RE2, Python, Java and ECMA-262 without flags all read. Roles must exist besides.',
  },
  {
    operations: ANY,
    code: 'invalid_value',
    at: /^\/?email$/,
    reason: 'The lengths of an address’s parts; `format: email` says nothing of them.',
  },
  {
    operations: ANY,
    code: 'invalid_value',
    at: /^\/expires_at$/,
    reason: 'A time must lie in the future: a schema knows no now.',
  },
  {
    operations: /auth\/(password|accept-invitation)$/,
    code: 'invalid_value',
    at: /^\/(token|new_password|current_password|password)$/,
    reason: 'Whether a link or a password is good, the database and the rules for passwords say.',
  },
  {
    operations: /^POST \/v1\/members$/,
    code: 'invalid_value',
    at: /^\/user_id$/,
    reason: 'The person must exist.',
  },
  {
    operations: /^POST \/v1\/service-clients$/,
    code: 'invalid_value',
    at: /^\/(tenant_key|abilities)$/,
    reason: 'The tenant must exist, and a client that is bound to one holds no permission of the platform.',
  },
  {
    operations: /^POST \/v1\/events$/,
    code: 'unknown_device',
    reason: 'Whether a device is registered, the database says.',
  },
  {
    operations: /^POST \/v1\/auth\/(revoke|token)$/,
    code: 'invalid_request',
    reason:
      'RFC 6749: a form that gives a parameter twice is refused; other unknown parameters are passed over.',
  },
];
