import { randomInt } from 'node:crypto';
import type { Family } from './families.js';
import type { ProbedService, Usage } from './service.js';

/** A family at one size. The minimum of several attempts counts, because other load can only add to it. */
export interface Cost extends Usage {
  readonly status: number;
  readonly answerBytes: number;
}

export type Tokens = Readonly<Record<Family['credential'], string | undefined>>;

/** The cost of the family at the size: the minimum of `tries` attempts. */
export async function costOf(
  service: ProbedService,
  tokens: Tokens,
  family: Family,
  bytes: number,
  tries: number,
): Promise<Cost> {
  let least: Cost | undefined;
  for (let i = 0; i < tries; i++) {
    const cost = await once(service, tokens, family, bytes);
    least = least ? lesser(least, cost) : cost;
  }
  return least!;
}

export const lesser = (a: Cost, b: Cost): Cost => ({
  ...b,
  cpuMs: Math.min(a.cpuMs, b.cpuMs),
  turnMs: Math.min(a.turnMs, b.turnMs),
  rssMiB: Math.min(a.rssMiB, b.rssMiB),
});

async function once(service: ProbedService, tokens: Tokens, family: Family, bytes: number): Promise<Cost> {
  const { method, type, encoding, credential } = family;
  const address = family.addressOf?.(bytes) ?? family.path;
  const body = family.make?.(bytes);
  const token = tokens[credential];
  const { rssMiB } = await service.reset();
  const answer = await fetch(service.url + address, {
    method,
    headers: {
      // Limits of public routes count addresses, so each request comes from another one.
      'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`,
      ...(type ? { 'content-type': type } : {}),
      ...(encoding ? { 'content-encoding': encoding } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(credential === 'staff' ? { 'x-tenant-key': 'acme' } : {}),
    },
    body: body && new Uint8Array(body),
  });
  const answerBytes = await lengthOf(answer);
  const usage = await service.read();
  return { ...usage, rssMiB: usage.rssMiB - rssMiB, status: answer.status, answerBytes };
}

/** A stream of events has no end, so only its start counts. */
async function lengthOf(answer: Response): Promise<number> {
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream'))
    return (await answer.arrayBuffer()).byteLength;
  await answer.body?.cancel();
  return 0;
}
