import { BlockList, isIP, SocketAddress } from 'node:net';
import { memoized } from '../memo.js';

/** Groups of an IPv6 address that identify one customer's network. A customer may call from any address in it. */
const NETWORK_GROUPS = 4;
/** Number of proxies that are read from X-Forwarded-For. Earlier entries are ignored. */
const MAX_HOPS = 32;
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;
/** `[address]` or `[address]:port`, `1.2.3.4:port`, or a bare address. */
const WITH_PORT = /^(?:\[([^\]]*)\](?::\d{1,5})?|([^:]+):\d{1,5})$/;

/**
 * The canonical spelling of an address, however a proxy or an operator writes it: without quotes, brackets, port and
 * zone; IPv6 compressed in lower case (RFC 5952); IPv4 inside IPv6 as IPv4. Undefined if it is not an address.
 */
export function canonicalAddress(text: string): string | undefined {
  const bare = text.trim().replace(/^"(.*)"$/, '$1');
  const parts = WITH_PORT.exec(bare);
  const [address] = (parts ? (parts[1] ?? parts[2]) : bare).split('%', 1);
  const version = isIP(address);
  if (version !== 6) return version ? address : undefined;
  const compressed = new SocketAddress({ address, family: 'ipv6' }).address;
  return MAPPED.exec(compressed)?.[1] ?? compressed;
}

/**
 * The network that limits count as one caller: an IPv4 address, or the /64 of an IPv6 address.
 * @param address canonical
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head, tail] = address.split('::').map((half) => half.split(':').filter(Boolean)) as [
    string[],
    string[]?,
  ];
  const zeros = tail ? new Array<string>(8 - head.length - tail.length).fill('0') : [];
  const groups = [...head, ...zeros, ...(tail ?? [])].slice(0, NETWORK_GROUPS);
  return `${canonicalAddress(`${groups.join(':')}::`)!}/64`;
}

/** A network as `BlockList` takes it. */
interface Network {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/**
 * Parses an address or a network (CIDR). A network of 0 bits is rejected, because it would match everybody. Undefined
 * if it is neither.
 */
export function networkIn(text: string): Network | undefined {
  const [written, length, ...rest] = text.split('/');
  const address = canonicalAddress(written);
  if (address === undefined || rest.length || (length !== undefined && !/^\d{1,3}$/.test(length)))
    return undefined;
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  const most = family === 'ipv4' ? 32 : 128;
  // An IPv4 network written inside IPv6 counts its bits from the start of the IPv6 address.
  const mapped = family === 'ipv4' && written.includes(':') ? 96 : 0;
  const bits = length === undefined ? most : Number(length) - mapped;
  return bits > 0 && bits <= most ? { address, bits, family } : undefined;
}

/** The client of a request, by its connection and its proxies. */
export type ClientAddress = (socketAddress: string | undefined, forwarded: string | undefined) => string;

/**
 * Reads X-Forwarded-For from its end, as long as the proxy that wrote the entry is trusted. An entry that is not an
 * address ends the walk: the proxy that sent it is then the client, and the entry's text reaches no limit, trail or
 * log.
 * @param proxies addresses and networks (CIDR) that are trusted
 */
export function clientAddresses(proxies: readonly string[]): ClientAddress {
  const trusted = new BlockList();
  for (const { address, bits, family } of proxies.map(networkIn).filter((each) => each !== undefined))
    trusted.addSubnet(address, bits, family);
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  const ofSocket = memoized(String, (address: string) => canonicalAddress(address) ?? 'unknown');
  return (socketAddress, forwarded) => {
    let client = ofSocket(socketAddress ?? '');
    if (!proxies.length || !forwarded) return client;
    for (const entry of forwarded.split(',').slice(-MAX_HOPS).reverse()) {
      if (client === 'unknown' || !isTrusted(client)) return client;
      const next = canonicalAddress(entry);
      if (next === undefined) return client;
      client = next;
    }
    return client;
  };
}
