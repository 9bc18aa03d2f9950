import { Injectable } from '@nestjs/common';
import { mayOn, type Principal } from '#libs/access';
import { andThen, type Awaitable, mapInTurns, Problem } from '#libs/common';
import { type TenantRecord, TenantsService } from '#libs/tenants';
import { type Judged, type ValidatedEvent, judge, measured } from './validated-event.js';
import type { EventResult } from './outcome.js';
import { type Throttled, EventLimits } from './event-limits.js';

/** The events of a request, each either rejected or ready to be stored. */
export interface Admitted extends Pick<Throttled, 'decision'> {
  readonly tenant: TenantRecord;
  /** The result of each event that is rejected; undefined for the others. */
  readonly eventResults: (EventResult | undefined)[];
  readonly admitted: readonly ValidatedEvent[];
  /** The index in the request of each admitted event. */
  readonly places: readonly number[];
}

/** Everything that is checked before anything is stored: the fields, the credential's permission, the limits. */
@Injectable()
export class Admission {
  constructor(
    private readonly tenants: TenantsService,
    private readonly throttle: EventLimits,
  ) {}

  /** Validates each event and charges its cost. @throws Problem */
  admit(
    principal: Principal,
    events: readonly unknown[],
    pointerOf: (index: number) => string,
  ): Awaitable<Admitted> {
    return andThen(this.tenants.current(), (tenant) => {
      const active = assertActive(tenant);
      const speaksFor = deviceRule(principal);
      const now = Date.now();
      const each = andThen(measured(events), () =>
        mapInTurns(events, (event, index) => judge(event, pointerOf(index), active.settings, speaksFor, now)),
      );
      return andThen(each, (judged) => this.withinLimits(active, events, judged));
    });
  }

  private withinLimits(
    tenant: TenantRecord,
    events: readonly unknown[],
    judged: readonly Judged[],
  ): Awaitable<Admitted> {
    const eventResults = new Array<EventResult | undefined>(events.length).fill(undefined);
    const validatedEvents: ValidatedEvent[] = [];
    const indexes: number[] = [];
    judged.forEach((one, index) => {
      if ('eventResult' in one) eventResults[index] = one.eventResult;
      else indexes[validatedEvents.push(one.validatedEvent) - 1] = index;
    });
    const rejected = events.filter((_, index) => eventResults[index]);
    return andThen(this.throttle.judge(tenant, validatedEvents, rejected), ({ refused, decision }) => {
      refused.forEach((eventResult, i) => eventResult && (eventResults[indexes[i]] = eventResult));
      return {
        tenant,
        eventResults,
        admitted: validatedEvents.filter((_, i) => !refused[i]),
        places: indexes.filter((_, i) => !refused[i]),
        decision,
      };
    });
  }
}

/** The guard checked this when the request began, but an import may run for hours. @throws Problem */
function assertActive(tenant: TenantRecord | undefined): TenantRecord {
  if (!tenant) throw new Problem('tenant_forbidden', 'The tenant was removed.');
  if (tenant.status === 'suspended')
    throw new Problem('tenant_suspended', 'The tenant is suspended; ask the platform.');
  return tenant;
}

/** Whether the principal may write events of a device. Each device is checked once. */
function deviceRule({ ability }: Principal): (deviceUid: string) => boolean {
  const known = new Map<string, boolean>();
  return (device_uid) => {
    let allowed = known.get(device_uid);
    if (allowed === undefined)
      known.set(device_uid, (allowed = mayOn(ability, 'events:write', { device_uid })));
    return allowed;
  };
}
