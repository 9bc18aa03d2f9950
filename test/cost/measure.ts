import type { Family } from './families.js';
import type { ProbedService, Usage } from './service.js';

/** A family at one size. The least of several tries counts: what else the machine does can only add. */
export interface Cost extends Usage {
  readonly status: number;
  readonly answerBytes: number;
}

export type Tokens = Readonly<Record<Family['credential'], string | undefined>>;

/** What the family costs at the size, the least of `tries`. */
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
  const { method, path, type, encoding, credential } = family;
  const body = family.make(bytes);
  const token = tokens[credential];
  const { rssMiB } = await service.reset();
  const answer = await fetch(service.url + path, {
    method,
    headers: {
      'content-type': type,
      ...(encoding ? { 'content-encoding': encoding } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: new Uint8Array(body),
  });
  const answerBytes = (await answer.arrayBuffer()).byteLength;
  const usage = await service.read();
  return { ...usage, rssMiB: usage.rssMiB - rssMiB, status: answer.status, answerBytes };
}
