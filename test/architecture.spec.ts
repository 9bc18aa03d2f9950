import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Who may import whom; arrows are transitive, `common` and `tenancy` are open to all. See CONTRIBUTING.md. */
const ARROWS: Record<string, string[]> = {
  client: [],
  common: [],
  tenancy: ['common'],
  database: ['tenancy'],
  access: ['database'],
  audit: ['access'],
  limits: ['tenancy'],
  tenants: ['audit', 'limits'],
  auth: ['tenants'],
  devices: ['auth'],
  queue: ['database'],
  'embedded-postgres': [],
  processes: [],
  host: ['database', 'queue', 'processes'],
  events: ['devices', 'limits', 'queue'],
};

/** Call sites that may cross tenants or touch the driver, by file. A new one is a decision, made here. */
const ALLOWED: Record<string, string[]> = {
  'runAsPlatform(': [
    'libs/events/src/ingestions/queue-marks.ts',
    'libs/tenants/src/every-tenant.ts',
    'libs/auth/src/passwords/login-throttle.ts',
    'libs/auth/src/accounts/password-changes.service.ts',
    'libs/auth/src/accounts/accounts.service.ts',
    'libs/auth/src/service-clients/service-clients.service.ts',
    'libs/auth/src/passwords/logins.ts',
    'libs/auth/src/sessions/sessions.service.ts',
    'libs/tenants/src/audit-retention.ts',
    'libs/tenants/src/erasure/eraser.ts',
    'libs/tenants/src/erasure/erasures.service.ts',
    'libs/tenants/src/retention-cutoffs.ts',
    'libs/auth/src/signing-keys/signing-keys.service.ts',
    'libs/database/src/cursors/cursor-keys.ts',
    'libs/auth/src/accounts/users.service.ts',
    'libs/tenants/src/tenants.service.ts',
  ],
  platformSql: [
    'libs/events/src/ingestions/queue-marks.ts',
    'libs/tenants/src/erasure/eraser.ts',
    'libs/database/src/scope/platform-sql.ts',
    'libs/auth/src/accounts/link-judge.ts',
    'libs/auth/src/passwords/login-throttle.ts',
    'libs/auth/src/accounts/users.service.ts',
    'libs/tenants/src/erasure/people-eraser.ts',
  ],
  'transactionWithPlatform(': [
    'libs/tenants/src/erasure/eraser.ts',
    'libs/auth/src/accounts/invitations.service.ts',
    'libs/auth/src/members/members.service.ts',
    'libs/auth/src/accounts/password-changes.service.ts',
    'libs/tenants/src/erasure/people-eraser.ts',
  ],
  '.lookup': [
    'libs/audit/src/audit.service.ts',
    'libs/auth/src/identity/identities.ts',
    'libs/auth/src/api-tokens/personal-tokens.ts',
    'libs/auth/src/api-tokens/token-owners.ts',
    'libs/auth/src/service-clients/service-clients.service.ts',
    'libs/auth/src/api-tokens/token-lookup.ts',
    'libs/auth/src/identity/session-lookup.ts',
    'libs/auth/src/signing-keys/signing-keys.service.ts',
    'libs/database/src/cursors/cursor-keys.ts',
    'libs/tenants/src/tenants.service.ts',
    'libs/host/src/readiness.ts',
  ],
  '.runAs(': [
    'apps/cli/src/first-start.ts', 'libs/audit/src/audit.service.ts', 'libs/audit/src/audit.trail.ts', 'libs/audit/src/denial-log.ts', 'libs/auth/src/api-tokens/api-token-authenticator.ts', 'libs/auth/src/identity/identities.ts', 'libs/auth/src/accounts/invitations.service.ts', 'libs/auth/src/accounts/password-changes.service.ts', 'libs/auth/src/api-tokens/personal-tokens.ts', 'libs/database/src/scope/tenant-database.ts',
    'libs/events/src/ingest/ingest.writer.ts', 'libs/events/src/ingestions/ingestions.worker.ts', 'libs/events/src/ingestions/sweeper.ts',
    'libs/events/src/ingest/dry-run.ts', 'libs/events/src/retention/retention.service.ts', 'libs/events/src/streaming/tail.ts', 'libs/tenants/src/audit-retention.ts', 'libs/tenants/src/erasure/eraser.ts', 'libs/tenants/src/erasure/people-eraser.ts',
  ], // prettier-ignore
  '.together(': [
    'libs/tenants/src/every-tenant.ts',
    'libs/database/src/last-times.ts',
    'libs/events/src/ingest/shared.writer.ts',
  ],
  '.lookupInside(': ['libs/auth/src/api-tokens/token-lookup.ts', 'libs/auth/src/identity/session-lookup.ts'],
  'runPrepared(': ['libs/events/src/ingest/ingest.writer.ts', 'libs/events/src/ingest/dry-run.ts'],
  'manager.query(': [
    'libs/auth/src/members/members.service.ts',
    'libs/audit/src/audit.trail.ts',
    'libs/events/src/ingestions/respond-async.service.ts',
    'libs/events/src/ingestions/fair-scheduler.ts',
    'libs/events/src/ingestions/ingestion-processor.ts',
    'libs/events/src/ingestions/sweeper.ts',
    'libs/events/src/retention/retention.service.ts',
    'libs/tenants/src/audit-retention.ts',
    'libs/tenants/src/erasure/eraser.ts',
    'libs/tenants/src/erasure/people-eraser.ts',
  ],
};

/** Deep imports into packages, each for want of a public name. */
const DEEP_IMPORTS = [
  'ajv/dist/2020.js',
  'pg/lib/utils.js',
  'typeorm/driver/postgres/PostgresQueryRunner.js',
];

const root = process.cwd();
const sources = ['apps', 'libs'].flatMap((folder) => filesOf(join(root, folder)));
const product = sources.filter((file) => !/\.(spec|d)\.ts$|\/metadata\.ts$/.test(file));
const texts = new Map(product.map((file) => [file, readFileSync(file, 'utf8')]));
const name = (file: string) => relative(root, file);
const libraryOf = (file: string) => /^libs\/([^/]+)\//.exec(name(file))?.[1];
const appOf = (file: string) => /^apps\/([^/]+)\//.exec(name(file))?.[1];
const importsOf = (file: string) =>
  [...texts.get(file)!.matchAll(/^(?:import|export)[^;]*?from '([^']+)'/gms)].map((match) => match[1]);

describe('the house', () => {
  it('has no import cycle', () => {
    const graph = new Map(
      product.map((file) => [
        file,
        importsOf(file)
          .map((to) => resolveImport(file, to))
          .filter((to) => to !== undefined),
      ]),
    );
    const state = new Map<string, 'open' | 'done'>();
    const visit = (file: string, path: string[]): string[] | undefined => {
      if (state.get(file) === 'done') return undefined;
      if (state.get(file) === 'open') return [...path.slice(path.indexOf(file)), file];
      state.set(file, 'open');
      for (const next of graph.get(file) ?? []) {
        const cycle = visit(next, [...path, file]);
        if (cycle) return cycle;
      }
      state.set(file, 'done');
      return undefined;
    };
    for (const file of graph.keys()) expect((visit(file, []) ?? []).map(name)).toEqual([]);
  });

  it('has arrows one way, and through the front door of a library only', () => {
    const wrong = product.flatMap((file) =>
      importsOf(file).flatMap((to) => {
        const [from, target] = [libraryOf(file), /^#libs\/([^/]+)(\/.*)?$/.exec(to)];
        if (target?.[2]) return [`${name(file)} goes around the index of ${target[1]}`];
        if (from && target && !mayImport(from, target[1]))
          return [`${name(file)}: ${from} may not import ${target[1]}`];
        const resolved = to.startsWith('.') ? resolve(dirname(file), to) : undefined;
        if (from && resolved && libraryOf(resolved) !== from)
          return [`${name(file)} leaves its library by ${to}`];
        // `npm start` and the documents of the command line boot the API and the worker; nobody else does.
        if (resolved && appOf(resolved) !== appOf(file) && appOf(file) !== 'cli')
          return [`${name(file)} imports an application: ${to}`];
        return [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('names every library in the table of arrows', () => {
    expect(readdirSync(join(root, 'libs')).sort()).toEqual(Object.keys(ARROWS).sort());
  });

  it.each(Object.entries(ALLOWED))('says %s only where it is allowed', (words, allowed) => {
    expect(
      product
        .filter((file) => texts.get(file)!.includes(words))
        .map(name)
        .sort(),
    ).toEqual([...allowed].sort());
  });

  it('touches TypeORM’s DataSource and repositories in the database library only', () => {
    const touches = product.filter((file) =>
      /\b(DataSource|InjectRepository|getRepository|Repository)\b/.test(texts.get(file)!),
    );
    expect([...new Set(touches.map(libraryOf))]).toEqual(['database']);
  });

  it('has no request-scoped provider, no console in libraries, no deep import but the named', () => {
    expect(
      product
        .filter(
          (file) => texts.get(file)!.includes('Scope.REQUEST,') || /scope: Scope\./.test(texts.get(file)!),
        )
        .map(name),
    ).toEqual([]);
    const deep = product
      .flatMap(importsOf)
      .filter((to) => /^(?!@|#|\.|node:)[^/]+\/.+/.test(to) || /^@[^/]+\/[^/]+\/.+/.test(to));
    expect([...new Set(deep)].sort()).toEqual([...DEEP_IMPORTS].sort());
  });

  it('drives streams by iteration or pipeline, never by a bare pipe, which leaves errors without a listener', () => {
    expect(product.filter((file) => /\.pipe\(/.test(texts.get(file)!)).map(name)).toEqual([]);
    // Of zlib's streams one is used, by what has an error listener for life.
    const inflating = /\bcreate(?:Gunzip|Unzip|Inflate\w*|BrotliDecompress|Gzip|Deflate\w*)\b/;
    expect(product.filter((file) => inflating.test(texts.get(file)!)).map(name)).toEqual([
      'libs/common/src/gzip/gunzipped.ts',
    ]);
  });

  it('makes addresses in one place only', () => {
    const makers = product.filter((file) => /`\/v1\/[^`]*\$\{|'\/v1\/[^']*' ?\+/.test(texts.get(file)!));
    // The client and the command line ask for addresses, they hand none out.
    const own = makers.map(name).filter((file) => !/^(libs\/client|apps\/cli)\//.test(file));
    expect(own).toEqual(['libs/common/src/addresses/path.ts']);
  });

  it('has small files', () => {
    const lines = sources
      .filter((file) => !/metadata\.ts$|client\/src\/schema\.ts$/.test(file))
      .map((file) => ({ file: name(file), lines: readFileSync(file, 'utf8').split('\n').length }));
    expect(lines.filter((each) => each.lines > 400)).toEqual([]);
    expect(lines.map((each) => each.lines).sort((a, b) => a - b)[lines.length >> 1]).toBeLessThan(80);
  });

  it('has rooms of at most 15 files, specs and migrations apart', () => {
    const rooms = new Map<string, number>();
    for (const file of product.filter((each) => !each.includes('/migrations/')))
      rooms.set(dirname(name(file)), (rooms.get(dirname(name(file))) ?? 0) + 1);
    expect([...rooms].filter(([, files]) => files > 15)).toEqual([]);
  });

  it('has handlers of one statement, each with exactly one of @Can and @Public', () => {
    const wrong = product
      .filter((file) => file.endsWith('.controller.ts'))
      .flatMap((file) => {
        const handlers = texts.get(file)!.match(/@(?:Get|Post|Put|Patch|Delete)\(/g)!.length;
        const blocks = texts
          .get(file)!
          .split(/^ {2}@(?:Get|Post|Put|Patch|Delete)\(/m)
          .slice(1);
        const marked = blocks.filter((block) => (block.match(/^ {2}@(Can|Public)\(/gm) ?? []).length === 1);
        const bodies = blocks.map(
          (block) => /\) ?(?::[^{]+)?\{\n((?: {4}.*\n|\n)*?) {2}\}/.exec(block)?.[1] ?? '',
        );
        const long = bodies.filter(
          (body) =>
            (body.match(/^ {4}\S/gm) ?? []).filter((line) => !/[})\]]/.test(line.trim()[0])).length > 1,
        );
        return [
          ...(marked.length === handlers ? [] : [`${name(file)}: a handler without its mark`]),
          ...long.map((body) => `${name(file)}: ${body}`),
        ];
      });
    expect(wrong).toEqual([]);
  });
});

function mayImport(from: string, to: string): boolean {
  // Other services install the client: nothing of ours comes with it.
  if (from === 'client') return false;
  if (to === 'common' || to === 'tenancy')
    return from !== 'common' && !(from === 'tenancy' && to === 'tenancy');
  const seen = new Set<string>();
  const open = [...(ARROWS[from] ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === to) return true;
    if (!seen.has(next)) open.push(...(ARROWS[next] ?? []));
    seen.add(next);
  }
  return false;
}

function resolveImport(from: string, to: string): string | undefined {
  if (to.startsWith('#libs/')) return join(root, 'libs', to.slice(6), 'src/index.ts');
  if (!to.startsWith('.')) return undefined;
  const file = resolve(dirname(from), to).replace(/\.js$/, '.ts');
  return texts.has(file) ? file : undefined;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    return statSync(path).isDirectory() ? filesOf(path) : path.endsWith('.ts') ? [path] : [];
  });
}
