import { lookup as resolveName } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { SendError } from "./send-error";

/** A private network that may be reached; `port` null allows every port that is not blocked. */
export type AllowedNetwork = { range: [ipaddr.IPv4 | ipaddr.IPv6, number]; port: number | null };
export type Resolve = (name: string) => Promise<{ address: string; family: number }[]>;

// Not covered by "unicast only", or giving secrets to any client: allowed only when an entry names exactly this
// address.
const metadataAddresses = new Set([
  "169.254.169.254", // AWS, GCP, Azure
  "169.254.170.2", // AWS ECS
  "168.63.129.16", // Azure wire server, a public unicast address
  "100.100.100.200", // Alibaba
  "192.0.0.192", // Oracle
  "fd00:ec2::254", // AWS
  "fd20:ce::254", // GCP
]);

// Model services listen on ports from 1024 up. Blocked are ports where a forged HTTP request does harm: the "bad ports"
// of the Fetch standard, databases and caches. Below 1024 only 80 and 443 are open.
const closedPorts = new Set([
  1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5900,
  6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211, 27017,
]);

function isOpenPort(port: number): boolean {
  return port === 80 || port === 443 || (port >= 1024 && port <= 65_535 && !closedPorts.has(port));
}

/**
 * Parses entries such as `10.0.0.0/8`, `127.0.0.1/32:8289` or `[::1]/128:8289`; throws an Error that quotes the bad
 * entry. Refuses networks wider than the widest private range (/8, IPv6 /7): they would switch the guard off.
 */
export function parseNetworks(entries: readonly string[]): AllowedNetwork[] {
  return entries.map((entry) => {
    const parts = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))\/(\d{1,3})(?::(\d{1,5}))?$|^([0-9a-f:]+)\/(\d{1,3})$/i.exec(entry);
    const cidr = parts && `${parts[1] ?? parts[2] ?? parts[5]}/${parts[3] ?? parts[6]}`;
    const port = parts?.[4] === undefined ? null : Number(parts[4]);
    if (!cidr || !ipaddr.isValidCIDR(cidr) || port === 0 || (port ?? 1) > 65_535) {
      throw new Error(`"${entry}" is not a network: write 10.0.0.0/8, 127.0.0.1/32:8289 or [::1]/128:8289`);
    }
    const range = ipaddr.parseCIDR(cidr);
    if (range[1] < (range[0].kind() === "ipv4" ? 8 : 7))
      throw new Error(`The network "${entry}" is too wide: name single addresses, or networks of /8 at most`);
    return { range, port };
  });
}

const thisMachine = ["127.0.0.0/8", "0.0.0.0/8", "::/127", "::ffff:127.0.0.0/104"].map((cidr) =>
  ipaddr.parseCIDR(cidr),
);

/** Throws an Error for an entry of this machine without a port: it would expose our own processes' ports. */
export function refuseWholeMachine(networks: readonly AllowedNetwork[]): void {
  for (const { range, port } of networks) {
    const [address, bits] = range;
    const overlaps = thisMachine.some(
      ([own, ownBits]) => own.kind() === address.kind() && own.match(address, Math.min(bits, ownBits)),
    );
    if (overlaps && port === null) {
      throw new Error(`The network "${address}/${bits}" is this machine: name the port, as 127.0.0.1/32:8289`);
    }
  }
}

/** Whether an entry of these networks covers this address and port. */
export function isWithin(address: string, port: number, networks: readonly AllowedNetwork[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const ip = ipaddr.parse(address);
  return networks.some(
    ({ range, port: only }) =>
      range[0].kind() === ip.kind() &&
      ip.match(range) &&
      (only === null ? isOpenPort(port) : only === port) &&
      (!isMetadata(ip) || range[1] === (ip.kind() === "ipv4" ? 32 : 128)),
  );
}

const isMetadata = (ip: ipaddr.IPv4 | ipaddr.IPv6) =>
  metadataAddresses.has(ip instanceof ipaddr.IPv6 ? ip.toRFC5952String() : ip.toString());

/** Whether the client may connect to a resolved address on this port. */
export function isReachable(address: string, port: number, networks: readonly AllowedNetwork[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const ip = ipaddr.parse(address);
  if (isWithin(address, port, networks)) return true;
  if (isMetadata(ip) || !isOpenPort(port) || ip.range() !== "unicast") return false;
  // ipaddr.js also calls unassigned IPv6 space unicast, "::127.0.0.1" among it; the internet is 2000::/3.
  return ip instanceof ipaddr.IPv4 || ip.match(ipaddr.parseCIDR("2000::/3"));
}

/**
 * Checks what the URL alone shows: scheme, credentials, port and IP literals (the URL parser has already normalized
 * decimal, octal, hex and short IPv4 forms). Names are checked on connect. Throws SendError `refused_address`.
 */
export function checkUrl(url: string, options: { allowNetworks: readonly string[] }): void {
  if (!URL.canParse(url)) throw new SendError("refused_address", "The URL is not valid");
  admitUrl(new URL(url), parseNetworks(options.allowNetworks));
}

export function admitUrl(url: URL, networks: readonly AllowedNetwork[]): void {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new SendError("refused_address", "Only http and https URLs are supported");
  }
  if (url.username || url.password) {
    throw new SendError("refused_address", "The URL must not contain a user name or password");
  }
  const port = portOf(url);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const reachable = ipaddr.isValid(host)
    ? isReachable(host, port, networks)
    : isOpenPort(port) || networks.some((network) => network.port === port);
  if (!reachable) throw refused(host, port);
}

/** The target of a redirect. Throws SendError `redirect` when it is not a valid URL, or leads from https to http. */
export function redirectTarget(from: URL, location = ""): URL {
  if (!location || !URL.canParse(location, from)) {
    throw new SendError("redirect", "A redirect has no valid target", { delivered: "maybe" });
  }
  const target = new URL(location, from);
  if (from.protocol === "https:" && target.protocol === "http:") {
    throw new SendError("redirect", "A redirect leads from https to http", { delivered: "maybe" });
  }
  return target;
}

/** The port of a URL; the default of its scheme when it names none. */
export function portOf(url: { protocol: string; port: string }): number {
  return url.port ? Number(url.port) : url.protocol === "https:" ? 443 : 80;
}

export function refused(host: string, port: number): SendError {
  return new SendError(
    "refused_address",
    `${host} port ${port} is a private or reserved address, which the server does not access`,
  );
}

/**
 * A `lookup` for `net.connect`. Resolves and checks in one step, so that the checked addresses are the ones connected
 * to (no DNS rebinding). Skips addresses that are not allowed; fails when none is left.
 */
export function guardedLookup(
  port: number,
  networks: readonly AllowedNetwork[],
  resolve: Resolve = (name) => resolveName(name, { all: true }),
): LookupFunction {
  return (name, options, done) => {
    resolve(name).then(
      (found) => {
        const [first, ...others] = found.filter(({ address }) => isReachable(address, port, networks));
        if (!first) done(refused(name, port), "", 0);
        else if (options.all) done(null, [first, ...others]);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, "", 0),
    );
  };
}
