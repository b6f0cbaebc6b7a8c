import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

// Networks inside this machine: of containers, virtual machines, tunnels.
const INNER = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|tun|tap|utun|zt|wg|tailscale)/;
const ANY: ReadonlySet<string | undefined> = new Set([undefined, '::', '0.0.0.0']);

/**
 * Where others on the network reach a server on this machine that listens on `host` (undefined: everywhere), as hosts of URLs: the
 * likeliest first, and `localhost` for this machine itself last.
 */
export function ownAddresses(host?: string, interfaces = networkInterfaces()): string[] {
  if (!ANY.has(host)) return [inUrl(host ?? '')];
  const found = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ internal, family }) => !internal && (family === 'IPv4' || host !== '0.0.0.0'))
      .map((address) => ({ address: address.address, likelihood: likelihoodOf(name, address) })),
  );
  const reached = found
    .filter(({ likelihood }) => likelihood > 0)
    .sort((a, b) => b.likelihood - a.likelihood);
  return [...reached.map(({ address }) => inUrl(address)), 'localhost'];
}

/** IPv4 before IPv6, whose addresses nobody types; an address that is good on one link alone needs that link's name beside it. */
function likelihoodOf(name: string, { address, family, scopeid }: NetworkInterfaceInfo): number {
  if (family === 'IPv6' && (scopeid !== 0 || /^fe[89ab]/i.test(address))) return 0;
  const isGiven = !address.startsWith('169.254.');
  return 1 + (isGiven ? 1 : 0) + (INNER.test(name) ? 0 : 2) + (family === 'IPv4' ? 4 : 0);
}

function inUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
