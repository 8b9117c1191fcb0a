import { BlockList, isIP } from 'node:net';

/** Whether an address may be connected to, with the reason where it may not. */
export type AddressVerdict = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/**
 * Judges one IP address (text, v4 or v6, brackets and a zone such as "%eth0" are cut off).
 * `allowPrivate` opens loopback and private networks and nothing else: link-local, cloud metadata, shared (CGNAT),
 * multicast and reserved addresses are refused always. A name is refused too: resolve it first.
 */
export function checkAddress(address: string, options: { readonly allowPrivate?: boolean } = {}): AddressVerdict {
  const ip = bareAddress(address);
  const version = isIP(ip);
  if (version === 0) return { allowed: false, reason: `"${address}" is not an IP address` };
  const family = version === 4 ? 'ipv4' : 'ipv6';
  for (const { words, list, opens } of RANGES) {
    if (!list.check(ip, family)) continue;
    if (opens && options.allowPrivate === true) return { allowed: true };
    return { allowed: false, reason: `${ip} is ${words}${opens ? ' (network.allowPrivate would allow it)' : ''}` };
  }
  return { allowed: true };
}

/** The address without the brackets of a URL and without a zone. */
export function bareAddress(text: string): string {
  return text.replace(/^\[|\]$/g, '').split('%', 1)[0] ?? '';
}

interface Range {
  readonly words: string;
  readonly list: BlockList;
  /** Whether `allowPrivate` opens it. */
  readonly opens: boolean;
}

/**
 * The first range that holds the address decides, so metadata stands before the private networks it hides in.
 * An IPv4 rule also covers the IPv4-mapped form (::ffff:a.b.c.d). `::ffff:0:0/96` itself must never be listed: Node
 * would then match every plain IPv4 address.
 */
const RANGES: readonly Range[] = [
  range('a cloud metadata address', false, [
    '169.254.169.254/32', '169.254.170.2/32', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32', 'fd00:ec2::254/128', 'fd20:ce::254/128',
  ]),
  range('a link-local address', false, ['169.254.0.0/16', 'fe80::/10']),
  range('a loopback address', true, ['127.0.0.0/8', '::1/128']),
  range('a private address', true, ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']),
  range('a shared (carrier-grade NAT) address', false, ['100.64.0.0/10']),
  range('a reserved address', false, [
    '0.0.0.0/8', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '240.0.0.0/4',
    '::/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/32', '2001:db8::/32', '2002::/16', 'fec0::/10',
  ]),
  range('a multicast address', false, ['224.0.0.0/4', 'ff00::/8']),
];

function range(words: string, opens: boolean, subnets: readonly string[]): Range {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', bits = ''] = subnet.split('/');
    list.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return { words, list, opens };
}
