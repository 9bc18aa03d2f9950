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

/** What any request may meet. */
const ANYWHERE: ProblemCode[] = [
  'invalid_request',
  'headers_too_large',
  'internal',
  'overloaded',
  'draining',
];
/** What any request may meet that counts against a limit, its tenant's or its address's: all but the probes. */
const COUNTED: ProblemCode[] = ['throttled'];
/** What any request that needs the database may meet; so does looking at a credential. */
const BEHIND_A_CREDENTIAL: ProblemCode[] = ['database_unavailable'];
/** What reading any body may end with. */
const BODY: ProblemCode[] = [
  'unsupported_media_type',
  'unsupported_encoding',
  'invalid_encoding',
  'body_too_large',
  'request_timeout',
];
/** What a query string may be refused for. */
const QUERY: ProblemCode[] = ['unknown_field', 'invalid_type', 'invalid_value'];
/** What a parameter is refused for that the route does not know. */
const ANY_QUERY: ProblemCode[] = ['unknown_field'];
/** What a name in the address may be refused for. */
const PATH: ProblemCode[] = ['uri_too_long'];
/** What parsing JSON may end with. */
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

/** Says of an operation what is true of all of its kind, so that no handler needs to. */
export function complete(operation: Operation): void {
  // Nest takes every header that a handler reads for required; none of ours is.
  // Authorization is no parameter (OpenAPI 3.1, 4.8.12.2): Swagger UI would not send it.
  operation.parameters = operation.parameters
    ?.filter(({ in: place, name }) => place !== 'header' || name !== 'authorization')
    .map((parameter) => (parameter.in === 'header' ? { ...parameter, required: false } : parameter))
    .map((parameter) => (parameter.in === 'query' && !parameter.required ? unfilled(parameter) : parameter));
  describe(operation);
  // These answer in RFC 6749's shape.
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

/** Says who may call it, and of each answer something. */
function describe(operation: Operation): void {
  operation.security ??= [];
  const permission = operation['x-permission'];
  const who = permission ? `Needs the permission \`${permission}\`.` : 'Needs no access token.';
  operation.description = [operation.description, who].filter(Boolean).join('\n\n');
  for (const [status, answer] of Object.entries(operation.responses))
    answer.description ||= ANSWERS[status] ?? 'Answered.';
}

const ANSWERS: Readonly<Record<string, string>> = {
  200: 'What was asked for.',
  201: 'It was made; this is what it is now.',
  202: 'It was accepted and goes on.',
  204: 'It is done; there is nothing to tell.',
};

/** Swagger UI fills in an example: a list would be filtered by what nobody asked for. So it is told, not given. */
function unfilled(parameter: Parameter): Parameter {
  const { example, ...schema } = parameter.schema ?? {};
  if (example === undefined) return parameter;
  const such = `Such as \`${String(example)}\`.`;
  return { ...parameter, schema, description: [parameter.description, such].filter(Boolean).join(' ') };
}

/** Adds those codes that the operation does not name yet. */
function document({ responses }: Operation, codes: readonly ProblemCode[]): void {
  for (const code of codes) {
    const [status, title] = PROBLEMS[code];
    const answer = (responses[status] ??= { content: PROBLEM });
    if (answer.description?.includes(`\`${code}\``)) continue;
    answer.description = [answer.description, `\`${code}\`: ${title}`].filter(Boolean).join('\n\n');
  }
}

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** The groups, in the order of a newcomer's way through them. */
export const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['Authentication', 'Log in, log out, who am I; and what other services verify our tokens by.'],
  ['Events', 'Send events, one, many or a file; read them back, filter them, follow them.'],
  ['Devices', 'What events come from, and the tokens that devices send them with.'],
  ['Tenants', 'For platform staff: who is kept apart from whom, with which settings and limits.'],
  ['Ingestions', 'What was accepted to be stored later: what became of it.'],
  ['Dead letters', 'What could not be stored after all its tries: look, send again, delete.'],
  ['Tokens', 'API tokens of a tenant.'],
  ['Members', 'People of a tenant: invitations, roles, permissions.'],
  ['Users', 'For platform staff: people, whichever tenants they are in.'],
  ['Service clients', 'For platform staff: credentials of internal services.'],
  ['Signing keys', 'For platform staff: what access tokens are signed with.'],
  ['Audit', 'Who did what.'],
  ['Probes', 'For balancers, orchestrators and Prometheus.'],
];
