import { exposureOfPostgres, exposureOfRedis } from './exposure.js';

describe('what a connection shows', () => {
  it.each([
    ['postgres://a@localhost/d', 'none'],
    ['postgres://a@127.0.0.5:5432/d', 'none'],
    ['postgres://a@[::1]/d', 'none'],
    ['postgres://a@x/d?host=/var/run/postgresql', 'none'],
    ['postgres://a@10.0.0.5/d', 'clear'],
    ['postgres://a@db/d', 'clear'],
    ['postgres://a@[2001:db8::1]/d', 'clear'],
    ['postgres://a@db/d?sslmode=disable', 'clear'],
    ['postgres://a@db/d?sslmode=no-verify', 'unchecked'],
    ['postgres://a@db/d?sslmode=require&uselibpqcompat=true', 'unchecked'],
    ['postgres://a@db/d?sslmode=require', 'none'],
    ['postgres://a@db/d?sslmode=verify-full', 'none'],
    ['postgres://a@db/d?ssl=true', 'none'],
  ])('%s: %s', (url, exposure) => expect(exposureOfPostgres(url)).toBe(exposure));

  it.each([
    ['redis://cache:6379', 'clear'],
    ['redis://localhost', 'none'],
    ['redis://127.0.0.1:6379/0', 'none'],
    ['rediss://cache:6379', 'none'],
  ])('%s: %s', (url, exposure) => expect(exposureOfRedis(url)).toBe(exposure));
});
