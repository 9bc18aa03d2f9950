import { PROBLEMS, type ProblemCode } from '#libs/common';

interface Parameter {
  readonly in: string;
  readonly name: string;
  required?: boolean;
  description?: string;
  schema?: { readonly example?: unknown };
}

interface Answer {
  description?: string;
  content?: Record<string, { schema: object; examples?: object }>;
  headers?: object;
}

export interface Operation {
  readonly tags?: readonly string[];
  readonly 'x-ignores-query'?: boolean;
  security?: readonly object[];
  description?: string;
  readonly 'x-permission'?: string;
  readonly 'x-rate-limited'?: boolean;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, object> };
  responses: Record<string, Answer>;
}

/** Problems that any request may cause. */
const ANYWHERE: ProblemCode[] = [
  'invalid_request',
  'headers_too_large',
  'internal',
  'overloaded',
  'draining',
];
/** Problems of any request that counts against a limit of its tenant or its address: all except probes. */
const COUNTED: ProblemCode[] = ['throttled'];
/** Problems of any request that needs the database. Checking a credential needs it too. */
const BEHIND_A_CREDENTIAL: ProblemCode[] = ['database_unavailable'];
/** Problems of reading a body. */
const BODY: ProblemCode[] = [
  'unsupported_media_type',
  'unsupported_encoding',
  'invalid_encoding',
  'body_too_large',
  'request_timeout',
];
/** Problems of a query string. */
const QUERY: ProblemCode[] = ['unknown_field', 'invalid_type', 'invalid_value'];
/** Problem of an unknown query parameter. */
const ANY_QUERY: ProblemCode[] = ['unknown_field'];
/** Problems of a name in the path. */
const PATH: ProblemCode[] = ['uri_too_long'];
/** Problems of parsing JSON. */
const JSON_BODY: ProblemCode[] = [
  'invalid_json',
  'invalid_utf8',
  'duplicate_key',
  'too_deep',
  'invalid_unicode',
  'number_out_of_range',
  'unknown_field',
  'missing_field',
  'invalid_type',
  'invalid_value',
];

/** Completes an operation with what applies to all of its kind, so that no handler needs to. */
export function complete(operation: Operation): void {
  // Nest marks every header that a handler reads as required; none of ours is.
  // Authorization is not a parameter (OpenAPI 3.1, 4.8.12.2): Swagger UI would not send it.
  operation.parameters = operation.parameters
    ?.filter(({ in: place, name }) => place !== 'header' || name !== 'authorization')
    .map((parameter) => (parameter.in === 'header' ? { ...parameter, required: false } : parameter))
    .map((parameter) => (parameter.in === 'query' && !parameter.required ? unfilled(parameter) : parameter));
  describe(operation);
  // These routes answer errors in the shape of RFC 6749.
  if (JSON.stringify(operation.responses).includes('OAuthErrorView')) {
    operation.responses[429] ??= { ...operation.responses[400], description: 'Too many attempts.' };
    return;
  }
  document(operation, ANYWHERE);
  if (!operation.tags?.includes('Probes')) document(operation, COUNTED);
  if (!operation['x-ignores-query']) document(operation, ANY_QUERY);
  if (operation.parameters?.some(({ in: place }) => place === 'query')) document(operation, QUERY);
  if (operation.parameters?.some(({ in: place }) => place === 'path')) document(operation, PATH);
  if (operation.security?.length) document(operation, BEHIND_A_CREDENTIAL);
  if (!operation.requestBody) return;
  document(operation, BODY);
  if ('application/json' in operation.requestBody.content) document(operation, JSON_BODY);
}

/** Documents who may call the operation, and describes each response. */
function describe(operation: Operation): void {
  operation.security ??= [];
  const permission = operation['x-permission'];
  const who = permission ? `Needs the permission \`${permission}\`.` : 'Needs no access token.';
  operation.description = [operation.description, who].filter(Boolean).join('\n\n');
  for (const [status, answer] of Object.entries(operation.responses))
    answer.description ||= ANSWERS[status] ?? 'The request succeeded.';
}

const ANSWERS: Readonly<Record<string, string>> = {
  200: 'The requested data.',
  201: 'Created; the answer is its current state.',
  202: 'Accepted; the work continues.',
  204: 'Done; the answer has no content.',
};

/**
 * Swagger UI fills in an example, which would filter lists unintentionally. So the example goes into the description.
 */
function unfilled(parameter: Parameter): Parameter {
  const { example, ...schema } = parameter.schema ?? {};
  if (example === undefined) return parameter;
  const such = `Such as \`${String(example)}\`.`;
  return { ...parameter, schema, description: [parameter.description, such].filter(Boolean).join(' ') };
}

/** Adds the codes that the operation does not document yet. */
function document({ responses }: Operation, codes: readonly ProblemCode[]): void {
  for (const code of codes) {
    const [status, title] = PROBLEMS[code];
    const answer = (responses[status] ??= { content: PROBLEM });
    if (answer.description?.includes(`\`${code}\``)) continue;
    answer.description = [answer.description, `\`${code}\`: ${title}`].filter(Boolean).join('\n\n');
  }
}

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** The groups, in the order in which a new user needs them. */
export const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['Authentication', 'Log in, log out, read your own permissions, and verify tokens in other services.'],
  ['Events', 'Send one event, many events or a file. Read, filter and follow events.'],
  ['Devices', 'The sources of events, and their tokens.'],
  ['Tenants', 'For platform staff: tenants with their settings and limits.'],
  ['Ingestions', 'Requests that were accepted to be stored later, and their results.'],
  ['Dead letters', 'Requests that could not be stored after all tries: list, replay, delete.'],
  ['Tokens', 'API tokens of a tenant.'],
  ['Members', 'People of a tenant: invitations, roles, permissions.'],
  ['Users', 'For platform staff: accounts of people in all tenants.'],
  ['Service clients', 'For platform staff: credentials of internal services.'],
  ['Signing keys', 'For platform staff: the keys that sign access tokens.'],
  ['Audit', 'Who did what.'],
  ['Probes', 'For load balancers, orchestrators and Prometheus.'],
];
