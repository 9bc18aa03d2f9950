import { rememberedOf } from '#libs/common';
import type { Rate } from './stores/bucket.js';
import {
  bytesRate,
  deviceRate,
  eventsRate,
  type Limits,
  POLICIES,
  type PolicyName,
  readsRate,
  requestsRate,
} from './policy.js';

/** Level of one policy's bucket. `device` names the device if the bucket is a device's. */
export interface PolicyState {
  readonly policy: PolicyName;
  readonly level: number;
  readonly device?: string;
}

export type RateLimitHeaders = Readonly<Record<'ratelimit-policy' | 'ratelimit', string>>;

/**
 * RateLimit and RateLimit-Policy of draft-ietf-httpapi-ratelimit-headers-10: `q` is the burst, `w` the seconds in which
 * a burst refills, `r` what is left of it, `t` the seconds until there is more. Whole numbers, rounded so that a client
 * that follows them is never refused. `qu` allows registered values only, and "events" is not one. The partition key of
 * a device is its uid.
 */
export function rateLimitHeaders(limits: Limits, states: readonly PolicyState[]): RateLimitHeaders {
  const policies = policiesOf(limits, POLICIES);
  let policy = '';
  let state = '';
  for (const each of states) {
    const [separator, part] = [policy && ', ', partition(each.device)];
    policy += separator + policies[each.policy] + part;
    state += separator + stateItem(limits, each) + part;
  }
  return { 'ratelimit-policy': policy, ratelimit: state };
}

const policiesOf = rememberedOf(
  (limits: Limits, names: readonly PolicyName[]) =>
    Object.fromEntries(names.map((name) => [name, policyItem(limits, name)])) as Record<PolicyName, string>,
);

function policyItem(limits: Limits, policy: PolicyName): string {
  if (policy === 'concurrent-requests')
    return `"${policy}";q=${limits.max_concurrent_requests};qu="concurrent-requests"`;
  const { burst, perSecond } = rateOf(limits, policy);
  const unit = policy === 'bytes' ? ';qu="content-bytes"' : '';
  return `"${policy}";q=${burst}${unit};w=${Math.ceil(burst / perSecond)}`;
}

function stateItem(limits: Limits, { policy, level }: PolicyState): string {
  if (policy === 'concurrent-requests')
    return `"${policy}";r=${Math.max(0, limits.max_concurrent_requests - level)}`;
  const { burst, perSecond } = rateOf(limits, policy);
  const left = Math.max(0, Math.floor(burst - level));
  // Seconds until the next whole unit. An unused bucket has nothing to wait for.
  const next = level > 0 ? `;t=${Math.ceil(Math.max(0, left + 1 - (burst - level)) / perSecond)}` : '';
  return `"${policy}";r=${left}${next}`;
}

export function rateOf(limits: Limits, policy: Exclude<PolicyName, 'concurrent-requests'>): Rate {
  return RATES[policy](limits);
}

const RATES = {
  events: eventsRate,
  bytes: bytesRate,
  'device-events': deviceRate,
  requests: requestsRate,
  reads: readsRate,
} as const;

const partition = (device: string | undefined): string =>
  device === undefined ? '' : `;pk=:${Buffer.from(device).toString('base64')}:`;
