import { PROBLEMS, type ProblemCode } from '#libs/common';

/** What a client can do about an error, by status. */
const ADVICE: Record<number, string> = {
  400: 'Correct the request; the same bytes fail again.',
  401: 'Log in again, or use another token.',
  403: 'Ask for the permission, or name a tenant that you may use.',
  404: 'The resource does not exist, or you may not see it: both get the same answer.',
  405: '`Allow` lists the methods.',
  406: 'Accept a media type that the route produces.',
  408: 'Send again; the connection was too slow.',
  409: 'The current state forbids the request; repeating it does not help.',
  412: 'Read the resource again and repeat with its new `ETag`.',
  413: 'Send less at once.',
  414: 'Shorten the address.',
  415: 'Send a media type that the route accepts.',
  422: '`errors` names each invalid field by a JSON Pointer. Correct them.',
  429: 'Wait for `Retry-After` seconds, then send the same request again.',
  431: 'Send fewer or shorter headers.',
  500: 'Send the request again later. If the error persists, report its `request_id`.',
  501: 'Send the body with its length or chunked, and compress it by `Content-Encoding`.',
  503: 'Wait for `Retry-After` seconds, then send the same request again. This is safe for ingest, even if the first request succeeded.',
};

/** Makes docs/errors.md from the table of codes. */
export function errorsPage(): string {
  const statuses = [...new Set(Object.values(PROBLEMS).map(([status]) => status as number))].sort(
    (a, b) => a - b,
  );
  const unexplained = statuses.filter((status) => !ADVICE[status]);
  if (unexplained.length) throw new Error(`errors-page.ts has no advice for ${unexplained.join(', ')}`);
  const sections = statuses.map((status) => {
    const codes = Object.entries(PROBLEMS).filter(([, [each]]) => each === status) as [
      ProblemCode,
      readonly [number, string],
    ][];
    return `## ${status}\n\n${ADVICE[status]}\n\n| code | meaning |\n| --- | --- |\n${codes
      .map(([code, [, title]]) => `| \`${code}\` | ${title} |`)
      .join('\n')}`;
  });
  return `<!-- Generated from the code by \`npm run openapi\`. -->

# Errors

Every error is \`application/problem+json\` (RFC 9457):

\`\`\`json
{
  "type": "urn:tributary:problem:unknown_device",
  "title": "The device is not registered",
  "status": 422,
  "detail": "device_uid: no such device is registered",
  "instance": "/v1/events",
  "code": "unknown_device",
  "request_id": "5f0c8f9e-6f0b-4b57-9d6f-0d6f1f0c8f9e",
  "errors": [{ "pointer": "/device_uid", "code": "unknown_device", "detail": "device_uid: no such device is registered" }]
}
\`\`\`

Branch on \`code\`: it is stable. \`title\` and \`detail\` are for people and may change. \`code\` is that of the first of \`errors\`. Items of a batch have the same codes. \`/v1/auth/token\` and \`/v1/auth/revoke\` answer \`{error, error_description}\` instead, as RFC 6749 says.

Order of checks: credential, tenant, permission, input, existence and state, limits. A caller who may not see a resource does not learn whether it exists.

${sections.join('\n\n')}
`;
}
