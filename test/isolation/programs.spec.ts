import {
  assert,
  array,
  asyncProperty,
  constantFrom,
  integer,
  letrec,
  oneof,
  record,
  uniqueArray,
} from 'fast-check';
import type { EntityManager } from 'typeorm';
import { TenantDatabase } from '#libs/database';
import { Device } from '#libs/devices';
import { type Tenant, TenantContext } from '#libs/tenancy';
import { Client } from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';

const TENANTS = ['acme', 'globex', 'initech'];
const UIDS = ['a', 'b', 'c'];
const PROGRAMS = Number(process.env.PROGRAMS ?? 1000);

type State = Map<string, string>;
type Step =
  | {
      readonly kind: 'put' | 'rename' | 'delete' | 'steal' | 'give';
      readonly uid: string;
      readonly name: string;
    }
  | { readonly kind: 'read' | 'count' | 'raw' | 'renameAll' | 'deleteAll'; readonly name: string }
  | { readonly kind: 'nested'; readonly steps: Step[]; readonly end: 'commit' | 'fail' };
/** The operations of one tenant in one transaction; those of a round run at the same time. */
interface Turn {
  readonly tenant: string;
  readonly steps: Step[];
  readonly end: 'commit' | 'fail';
}

const end = constantFrom('commit' as const, 'commit' as const, 'fail' as const);
const name = constantFrom('x', 'y', 'z');
const { steps } = letrec<{ step: Step; steps: Step[] }>((tie) => ({
  step: oneof(
    { depthSize: 'small', withCrossShrink: true },
    record({
      kind: constantFrom('put', 'rename', 'delete', 'steal', 'give'),
      uid: constantFrom(...UIDS),
      name,
    }),
    record({ kind: constantFrom('read', 'count', 'raw', 'renameAll', 'deleteAll'), name }),
    record({ kind: constantFrom('nested'), steps: tie('steps'), end }),
  ),
  steps: array(tie('step'), { maxLength: 6 }),
}));
const round = uniqueArray(record({ tenant: constantFrom(...TENANTS), steps, end }), {
  selector: (turn) => turn.tenant,
  minLength: 1,
});
const programs = record({ rounds: array(round, { minLength: 1, maxLength: 4 }), seed: integer() });

/** Random programs of reads, writes, nested transactions and failures of several tenants at once, against a model of maps. */
describe('random programs', () => {
  let service: TestApp;
  let admin: Client;
  const tenants = new Map<string, Tenant>();

  beforeAll(async () => {
    service = await startTestApp();
    for (const key of TENANTS) {
      await service.make.tenant(key);
      tenants.set(key, { id: await service.make.tenantId(key), key });
    }
    admin = new Client({ connectionString: service.database.adminUrl });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await service.close();
  });

  it(`${PROGRAMS} of them do what the model does, and nothing to other tenants`, async () => {
    const property = asyncProperty(programs, async ({ rounds }) => {
      await admin.query('DELETE FROM devices');
      const model = new Map<string, State>(TENANTS.map((key) => [key, new Map()]));
      for (const turns of rounds) {
        const after = await Promise.all(turns.map((turn) => run(turn, model.get(turn.tenant)!)));
        turns.forEach(({ tenant }, i) => model.set(tenant, after[i]));
        expect(await stored()).toEqual(new Map([...model].filter(([, state]) => state.size)));
      }
    });
    const seed = Date.now();
    console.log(`random programs: ${PROGRAMS}, seed ${seed}`);
    await assert(property, { numRuns: PROGRAMS, seed });
  }, 600_000);

  /** Runs one transaction on the database and on a copy of the model. @returns the model afterwards */
  async function run({ tenant, steps, end }: Turn, before: State): Promise<State> {
    let state = new Map(before);
    const work = service.app.get(TenantContext).runAs(tenants.get(tenant)!, () =>
      service.app.get(TenantDatabase).transaction(async (manager) => {
        state = await runSteps(manager, tenant, steps, new Map(before));
        if (end === 'fail') throw FAILURE;
      }),
    );
    const failed = await work.then(() => false, rethrowUnlessFailure);
    return failed ? before : state;
  }

  async function runSteps(manager: EntityManager, tenant: string, steps: Step[], state: State): Promise<State> {
    for (const step of steps)
      if (step.kind === 'nested') {
        const inner = manager.transaction(async (nested) => {
          const result = await runSteps(nested, tenant, step.steps, new Map(state));
          if (step.end === 'fail') throw FAILURE;
          return result;
        });
        state = await inner.catch((error) => (rethrowUnlessFailure(error), state));
      } else await runStep(manager, tenant, step, state);
    return state;
  }

  async function runStep(manager: EntityManager, tenant: string, step: Exclude<Step, { kind: 'nested' }>, state: State) {
    const other = tenants.get(TENANTS[(TENANTS.indexOf(tenant) + 1) % TENANTS.length])!.id;
    const own = tenants.get(tenant)!.id;
    switch (step.kind) {
      case 'put':
        await manager.upsert(Device, { deviceUid: step.uid, name: step.name }, ['tenantId', 'deviceUid']);
        return state.set(step.uid, step.name);
      case 'rename':
        await manager.update(Device, { deviceUid: step.uid }, { name: step.name });
        return state.has(step.uid) && state.set(step.uid, step.name);
      case 'delete':
        await manager.delete(Device, { deviceUid: step.uid });
        return state.delete(step.uid);
      case 'renameAll':
        await manager.createQueryBuilder().update(Device).set({ name: step.name }).execute();
        return state.forEach((_, uid) => state.set(uid, step.name));
      case 'deleteAll':
        await manager.createQueryBuilder().delete().from(Device).execute();
        return state.clear();
      case 'steal':
        return expect((await manager.update(Device, { tenantId: other, deviceUid: step.uid }, { name: step.name })).affected).toBe(0);
      case 'give':
        return expect(manager.insert(Device, { tenantId: other, deviceUid: step.uid })).rejects.toThrow('another tenant');
      case 'read':
        return expect(namesOf(await manager.find(Device))).toEqual(state);
      case 'count':
        return expect(await manager.count(Device)).toBe(state.size);
      case 'raw': {
        const rows = await manager.query('SELECT device_uid AS "deviceUid", name FROM devices WHERE tenant_id <> $1 OR true', [own]);
        return expect(namesOf(rows)).toEqual(state);
      }
    }
  }

  async function stored(): Promise<Map<string, State>> {
    const { rows } = await admin.query('SELECT t.key, d.device_uid, d.name FROM devices d JOIN tenants t ON t.id = d.tenant_id');
    const found = new Map<string, State>();
    for (const { key, device_uid, name } of rows) found.set(key, (found.get(key) ?? new Map()).set(device_uid, name));
    return found;
  }
}); // prettier-ignore

const FAILURE = new Error('as the program wants it');

function rethrowUnlessFailure(error: unknown): true {
  if (error !== FAILURE) throw error;
  return true;
}

const namesOf = (devices: { deviceUid: string; name: string | null }[]): State =>
  new Map(devices.map(({ deviceUid, name }) => [deviceUid, name!]));
