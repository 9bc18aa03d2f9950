import type { Operation } from './openapi-operations.js';

/** Response headers, as components of the document. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'Id of the request in the logs; the caller’s own if it is well-formed.',
    schema: { type: 'string' },
  },
  ETag: { description: 'Version of the resource.', schema: { type: 'string', example: '"7"' } },
  Location: {
    description: 'Address of the created resource, under PUBLIC_URL.',
    schema: { type: 'string', format: 'uri-reference' },
  },
  Link: { description: 'The next page, if there is one: `<…>; rel="next"`.', schema: { type: 'string' } },
  'Content-Disposition': {
    description: 'The file’s name, for browsers.',
    schema: { type: 'string', example: 'attachment; filename="events.ndjson"' },
  },
  'WWW-Authenticate': {
    description: 'How to authenticate, and what was wrong (RFC 6750).',
    schema: { type: 'string', example: 'Bearer error="invalid_token"' },
  },
  'Retry-After': {
    description: 'Seconds after which the same request may succeed.',
    schema: { type: 'integer', minimum: 1 },
  },
  RateLimit: {
    description: 'What is left of the limits that RateLimit-Policy names.',
    schema: { type: 'string' },
  },
  'RateLimit-Policy': { description: 'Limits that the request counts against.', schema: { type: 'string' } },
} as const;

type Name = keyof typeof HEADERS;

const reference = (name: Name) => ({ $ref: `#/components/headers/${name}` });

/**
 * Documents the headers of each response.
 * @param made how a created resource is read, if it has an address
 */
export function tellHeaders(operation: Operation, made?: Operation): void {
  const versioned = operation.parameters?.some(({ name }) => /^if-(none-)?match$/.test(name));
  for (const [status, answer] of Object.entries(operation.responses)) {
    const content = JSON.stringify(answer.content ?? {});
    const names: Record<string, readonly Name[]> = {
      200: [
        ...(versioned ? (['ETag'] as const) : []),
        ...(content.includes('Page"') ? (['Link'] as const) : []),
      ],
      201: [...(made ? (['Location'] as const) : []), ...(made?.responses[304] ? (['ETag'] as const) : [])],
      304: ['ETag'],
      401: ['WWW-Authenticate'],
      403: operation['x-permission'] ? ['WWW-Authenticate'] : [],
      429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
      503: ['Retry-After'],
    };
    const told: Name[] = [
      'X-Request-Id',
      ...(names[status] ?? []),
      ...(status === '200' && content.includes('text/csv') ? (['Content-Disposition'] as const) : []),
      ...(status < '300' && operation['x-rate-limited'] ? (['RateLimit', 'RateLimit-Policy'] as const) : []),
    ];
    answer.headers = {
      ...Object.fromEntries(told.map((name) => [name, reference(name)])),
      ...answer.headers,
    };
  }
}
