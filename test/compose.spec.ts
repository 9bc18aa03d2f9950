import { readFileSync } from 'node:fs';
import { databaseUrls } from '#libs/common';

const compose = readFileSync('docker-compose.yml', 'utf8');
/** Every setting that `.env.example` documents. */
const settings = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
/** Of the embedded database alone, or what tells api from worker. */
const NOT_IN_CONTAINERS = ['DATA_DIR', 'RUN_API', 'RUN_WORKER'];

describe('docker-compose.yml', () => {
  it.each(settings.filter((name) => !NOT_IN_CONTAINERS.includes(name)))('hands %s on', (name) => {
    expect(compose).toMatch(new RegExp(`(^ +${name}: |\\$\\{${name}[:}])`, 'm'));
  });

  it('puts no password into a URL', () => {
    expect(compose).not.toMatch(/postgres:\/\/[^@\s]*:[^@\s]*@/);
  });

  it('asks PostgreSQL by TCP whether it is ready, and starts migrations again', () => {
    expect(compose).toContain('pg_isready, -h, 127.0.0.1');
    expect(compose).toMatch(/migrate:[\s\S]*?restart: on-failure/);
  });
});

describe('a database password', () => {
  it.each(['/', '#', '?', '@', ':', '%', '%41', ' ', '"', "'", '\\', '&', '+', 'ä', '😀', 'a/b#c?d@e:f'])(
    'may hold %j',
    (password) => {
      const { DATABASE_URL: url } = databaseUrls({
        DATABASE_URL: 'postgres://tributary_app@postgres:5432/tributary',
        DATABASE_PASSWORD: password,
      });
      expect(decodeURIComponent(new URL(url!).password)).toBe(password);
    },
  );
});
