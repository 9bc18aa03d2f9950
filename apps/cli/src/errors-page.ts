import { PROBLEMS, type ProblemCode } from '#libs/common';

/** What a client does about it. */
const ADVICE: Record<number, string> = {
  400: 'Mend the request; the same bytes fail again.',
  401: 'Log in again, or use another token.',
  403: 'Ask for the permission, or name a tenant that you may use.',
  404: 'It is not there, or not yours to see: both look the same.',
  405: '`Allow` lists the methods.',
  406: 'Accept a media type that the route has.',
  408: 'Send again; the connection was too slow.',
  409: 'The state forbids it; repeating does not help.',
  412: 'Read the resource again and repeat with its new `ETag`.',
  413: 'Send less at once.',
  414: 'Shorten the address.',
  415: 'Send a media type that the route takes.',
  422: '`errors` names each field at fault by a JSON Pointer. Mend them.',
  429: 'Wait for `Retry-After` seconds, then send the same again.',
  431: 'Send fewer or shorter headers.',
  500: 'Send again later; tell us the `request_id` if it stays.',
  501: 'Send the body with its length or chunked, and compress it by `Content-Encoding`.',
  503: 'Wait for `Retry-After` seconds, then send the same again: safe for ingest, whatever became of the first.',
};

/** docs/errors.md, from the one table of codes. */
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
  return `<!-- Made from the code by \`npm run openapi\`. -->

# Errors

Every failure, whoever raised it, is \`application/problem+json\` (RFC 9457):

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

Branch on \`code\`: it is stable. \`title\` and \`detail\` are for people and may change. \`code\` is that of the first of \`errors\`. In a batch the same codes stand on the items. \`/v1/auth/token\` and \`/v1/auth/revoke\` answer \`{error, error_description}\` instead, as RFC 6749 says.

Order of judgement: credential, tenant, permission, input, existence and state, limits. Whoever may not see a thing does not learn whether it exists.

${sections.join('\n\n')}
`;
}
