import { isIP } from 'node:net';
import fc from 'fast-check';
import { canonicalAddress, clientAddresses, networkIn, networkOf } from './client-address.js';

const v4 = fc.ipV4();
const v6 = fc
  .tuple(...new Array(8).fill(fc.integer({ min: 0, max: 0xffff })))
  .map((groups) => groups as number[]);
const spelt = (groups: number[]) => {
  const hex = groups.map((group) => group.toString(16));
  const long = hex.map((group) => group.padStart(4, '0')).join(':');
  return [hex.join(':'), hex.join(':').toUpperCase(), long, canonicalAddress(long)!];
};
const around = (address: string) =>
  isIP(address) === 4
    ? [
        address,
        ` ${address} `,
        `${address}:8080`,
        `"${address}:1"`,
        `::ffff:${address}`,
        `[::FFFF:${address}]:99`,
      ]
    : [
        address,
        `[${address}]`,
        `[${address}]:443`,
        `"[${address}]:443"`,
        `${address}%eth0`,
        `[${address}%25eth0]:1`,
      ];

describe('an address', () => {
  it('has one spelling, however it is written', () => {
    fc.assert(
      fc.property(v4, (address) => {
        expect(new Set(around(address).map(canonicalAddress))).toEqual(new Set([address]));
      }),
    );
    fc.assert(
      fc.property(v6, (groups) => {
        const [first] = spelt(groups).map(canonicalAddress);
        if (isIP(first!) !== 6) return;
        for (const spelling of spelt(groups).flatMap(around)) expect(canonicalAddress(spelling)).toBe(first);
      }),
    );
  });

  it('is in IPv4 wherever it stands inside IPv6', () => {
    for (const text of ['::ffff:1.2.3.4', '::FFFF:102:304', '0:0:0:0:0:ffff:1.2.3.4', '[::ffff:1.2.3.4]:80'])
      expect(canonicalAddress(text)).toBe('1.2.3.4');
  });

  it('is nothing else', () => {
    for (const text of [
      '',
      'unknown',
      '_hidden',
      '1.2.3',
      '010.0.0.1',
      '1.2.3.4:x',
      '::1::',
      '[::1',
      'a.b:80',
      '1.2.3.4/8',
    ])
      expect(canonicalAddress(text)).toBeUndefined();
  });

  it('is counted by its /64 where it is IPv6', () => {
    fc.assert(
      fc.property(v6, v6, (one, other) => {
        const neighbour = [...one.slice(0, 4), ...other.slice(4)];
        const [a, b] = [one, neighbour].map((groups) => canonicalAddress(spelt(groups)[0])!);
        if (isIP(a!) === 6 && isIP(b!) === 6) expect(networkOf(a!)).toBe(networkOf(b!));
        const elsewhere = [...one.slice(0, 3), one[3]! ^ 1, ...one.slice(4)];
        const c = canonicalAddress(spelt(elsewhere)[0])!;
        if (isIP(a!) === 6 && isIP(c) === 6) expect(networkOf(c)).not.toBe(networkOf(a!));
      }),
    );
    expect(networkOf('2001:db8::1')).toBe('2001:db8::/64');
    expect(networkOf('::1')).toBe('::/64');
    expect(networkOf('192.0.2.1')).toBe('192.0.2.1');
  });
});

describe('a network', () => {
  it('is an address or a CIDR, also of IPv4 inside IPv6', () => {
    expect(networkIn('10.0.0.0/8')).toEqual({ address: '10.0.0.0', bits: 8, family: 'ipv4' });
    expect(networkIn('::ffff:10.0.0.0/104')).toEqual({ address: '10.0.0.0', bits: 8, family: 'ipv4' });
    expect(networkIn('fe80::1%eth0')).toEqual({ address: 'fe80::1', bits: 128, family: 'ipv6' });
    for (const text of [
      '0.0.0.0/0',
      '::/0',
      '10.0.0.0/33',
      '::ffff:0.0.0.0/96',
      '10.0.0.0/8/8',
      'true',
      '10.0.0.0/',
    ])
      expect(networkIn(text)).toBeUndefined();
  });
});

describe('a client behind proxies', () => {
  const of = clientAddresses(['10.0.0.0/8', '2001:db8:1::/48', '::ffff:192.0.2.0/120']);

  it('is what the last trusted proxy saw, whatever spelling it uses', () => {
    fc.assert(
      fc.property(
        v4,
        fc.constantFrom('10.1.2.3', '::ffff:10.1.2.3', '2001:db8:1::9', '192.0.2.7'),
        (client, proxy) => {
          fc.pre(!/^10\.|^192\.0\.2\./.test(client));
          for (const spelling of around(client)) {
            expect(of(proxy, spelling)).toBe(client);
            expect(of(proxy, `6.6.6.6, ${spelling}, 10.9.9.9:4711`)).toBe(client);
          }
        },
      ),
    );
  });

  it('is the connection’s own address if its peer is not trusted or tells no address', () => {
    expect(of('203.0.113.9', '1.1.1.1')).toBe('203.0.113.9');
    expect(of('::ffff:203.0.113.9', undefined)).toBe('203.0.113.9');
    expect(of('10.0.0.1', 'unknown')).toBe('10.0.0.1');
    expect(of('10.0.0.1', '1.1.1.1, <script>, 10.0.0.2')).toBe('10.0.0.2');
    expect(of('10.0.0.1', '')).toBe('10.0.0.1');
    expect(clientAddresses([])('10.0.0.1', '1.1.1.1')).toBe('10.0.0.1');
  });
});
