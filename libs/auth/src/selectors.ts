import type { FastifyRequest } from 'fastify';
import { type BodyOutcome, Problem } from '#libs/common';

/**
 * The tenant that the request names. It is removed from query and body, so that handlers never see it.
 * @throws Problem `tenant_ambiguous` if two selectors differ, `invalid_type` if one is no text
 */
export function resolveTenantSelector(request: FastifyRequest, body: BodyOutcome): string | undefined {
  // Node joins repeated headers with commas, which no key contains. A repeated parameter is a list.
  const header = request.headers['x-tenant-key']?.toString().split(',');
  const named = [
    ...(header ?? []).map((key) => key.trim()),
    ...[take(request.query)].flat(),
    take(body.value),
  ].filter((value) => value !== undefined);
  const odd = named.find((value) => typeof value !== 'string');
  if (odd !== undefined)
    throw Problem.ofInput([
      { pointer: '/tenant_key', code: 'invalid_type', detail: 'tenant_key: must be a text' },
    ]);
  const distinct = new Set(named as string[]);
  if (distinct.size > 1)
    throw new Problem('tenant_ambiguous', 'Header, query and body must name the same tenant.');
  return distinct.values().next().value;
}

function take(holder: unknown): unknown {
  if (
    typeof holder !== 'object' ||
    holder === null ||
    Array.isArray(holder) ||
    !Object.hasOwn(holder, 'tenant_key')
  )
    return undefined;
  const record = holder as Record<string, unknown>;
  const value = record.tenant_key;
  delete record.tenant_key;
  return value;
}
