import type { LookupAddress } from "node:dns";
import { isIP } from "node:net";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, it, test } from "vitest";
import { SendError } from "./send-error";
import { checkUrl, guardedLookup, isReachable, parseNetworks, redirectTarget, refuseWholeMachine } from "./ssrf-guard";

const allowNetworks = ["127.0.0.1/32:8289", "[::1]/128:8289", "10.20.0.0/16"];
const networks = parseNetworks(allowNetworks);

function isAdmitted(url: string, allow = allowNetworks): boolean {
  try {
    checkUrl(url, { allowNetworks: allow });
    return true;
  } catch (error) {
    if (error instanceof SendError && error.code === "refused_address" && error.delivered === "no") return false;
    throw error;
  }
}

describe("an address that is not public is refused", () => {
  test.each([
    ...["0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254"],
    ...["168.63.129.16", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1"],
    ...["198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"],
    ...["::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:10.0.0.1", "64:ff9b::7f00:1"],
    ...["64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "4000::1"],
    ...["5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "not an address", ""],
  ])("%s", (address) => expect(isReachable(address, 443, [])).toBe(false));
});

test.each(["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::1"])(
  "the public address %s is reached without a setting",
  (address) => expect(isReachable(address, 443, [])).toBe(true),
);

describe("an IP address in a URL is recognised in every spelling", () => {
  test.each([
    ...["http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "http://127.0.0.1./"],
    ...["http://0/", "http://[::ffff:7f00:1]/", "http://[::ffff:127.0.0.1]/", "http://①②⑦.⓪.⓪.①/", "http://0x7f.1/"],
    ...["http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", "http://[64:ff9b::169.254.169.254]/", "http://2852039166/"],
  ])("%s", (url) => expect(isAdmitted(url)).toBe(false));
});

describe("every spelling of an address gets the same verdict", () => {
  const bytes = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
  const isPublic = (dotted: string) => isReachable(dotted, 80, []);

  it("decimal, octal, hexadecimal, short, full-width or with a dot at its end", () => {
    fc.assert(
      fc.property(bytes, ([a, b, c, d]) => {
        const dotted = `${a}.${b}.${c}.${d}`;
        const number = ((a * 256 + b) * 256 + c) * 256 + d;
        const hex = (part: number) => `0x${part.toString(16)}`;
        const octal = (part: number) => `0${part.toString(8)}`;
        const spellings = [
          ...[dotted, `${dotted}.`, `${number}`, hex(number), octal(number), `${a}.${(b * 256 + c) * 256 + d}`],
          ...[`${a}.${b}.${c * 256 + d}`, [a, b, c, d].map(hex).join("."), [a, b, c, d].map(octal).join(".")],
          ...[dotted.replaceAll(".", "。"), dotted.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + +digit))],
        ];
        for (const host of spellings)
          expect([host, isAdmitted(`http://${host}/`, [])]).toEqual([host, isPublic(dotted)]);
      }),
    );
  });

  it("embedded in an IPv6 address it is never reached: mapped, compatible, NAT64, 6to4, Teredo", () => {
    fc.assert(
      fc.property(bytes, ([a, b, c, d]) => {
        const v4 = `${a}.${b}.${c}.${d}`;
        const [high, low] = [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
        const inverted = `${(0xffff ^ (a * 256 + b)).toString(16)}:${(0xffff ^ (c * 256 + d)).toString(16)}`;
        const spellings = [
          ...[`::ffff:${v4}`, `::${v4}`, `::ffff:0:${v4}`, `64:ff9b::${v4}`, `64:ff9b:1::${v4}`],
          ...[`2002:${high}:${low}::`, `2002:${high}:${low}::1`, `2001:0:5ef5:79fd:0:0:${inverted}`],
        ];
        for (const host of spellings) expect([host, isAdmitted(`http://[${host}]/`, [])]).toEqual([host, false]);
      }),
    );
  });

  it("an address that Node connects to without a look-up was checked before", () => {
    const host = fc.oneof(fc.ipV4Extended(), fc.ipV6(), fc.domain(), fc.webAuthority());
    fc.assert(
      fc.property(host, (text) => {
        const given = `http://${text.includes(":") && isIP(text) ? `[${text}]` : text}/`;
        const name = URL.canParse(given) ? new URL(given).hostname.replace(/^\[|\]$/g, "") : "";
        expect(isIP(name) > 0).toBe(ipaddr.isValid(name));
      }),
    );
  });
});

test.each(["localhost", "localhost.", "ⓛocalhost", "LOCALHOST", "metadata.google.internal", "127.0.0.1.nip.io"])(
  "the name %s is checked by its address, not by its spelling",
  async (name) => {
    const { hostname } = new URL(`http://${name}/`);
    const asked: string[] = [];
    const resolve = async (one: string) => {
      asked.push(one);
      return [{ address: "127.0.0.1", family: 4 }];
    };
    const error = await new Promise((done) => guardedLookup(80, [], resolve)(hostname, {}, done));
    expect([error, asked]).toEqual([expect.objectContaining({ code: "refused_address" }), [hostname]]);
  },
);

describe("a redirect", () => {
  const target = (from: string, to?: string) => redirectTarget(new URL(from), to).href;
  it("is resolved, absolute or relative", () => {
    expect(target("https://a.test/b/c", "d")).toBe("https://a.test/b/d");
    expect(target("http://a.test/", "https://b.test/")).toBe("https://b.test/");
    expect(target("http://a.test/", "//b.test/")).toBe("http://b.test/");
  });
  test.each([undefined, "", "http://", "http://[", "https://a b/"])(
    "is refused when its target is not a valid URL: %s",
    (to) => {
      expect(() => target("https://a.test/", to)).toThrow("no valid target");
    },
  );
  it("is refused when it leads from https to http", () => {
    expect(() => target("https://a.test/", "http://a.test/")).toThrow("from https to http");
  });
});

test.each([
  ...[
    "ftp://example.com/",
    "file:///etc/passwd",
    "data:text/plain,x",
    "javascript:1",
    "gopher://example.com/",
    "//x",
    "",
  ],
  ...["http://user@example.com/", "http://user:password@example.com/", "http://:80/", "http://[::1%25eth0]/"],
])("only plain http and https addresses pass: not %s", (url) => expect(isAdmitted(url)).toBe(false));

test.each([22, 25, 53, 110, 143, 445, 465, 587, 631, 993, 2049, 3306, 5432, 6379, 6667, 11211])(
  "port %d is closed, for names and addresses alike",
  (port) => {
    expect(isAdmitted(`http://example.com:${port}/`)).toBe(false);
    expect(isAdmitted(`http://8.8.8.8:${port}/`)).toBe(false);
  },
);

test.each([
  "http://example.com/",
  "https://example.com/a?b#c",
  "http://8.8.8.8:8188/",
  "https://pod-3000.example.com:8443/",
])("%s passes", (url) => expect(isAdmitted(url)).toBe(true));

describe("the setting allows exactly what it names", () => {
  test.each([
    ["http://127.0.0.1:8289/", true],
    ["http://localhost:8289/", true],
    ["http://[::1]:8289/", true],
    ["http://127.0.0.1:8288/", false],
    ["http://127.0.0.2:8289/", false],
    ["http://[::ffff:127.0.0.1]:8289/", false],
    ["http://10.20.3.4:9000/", true],
    ["http://10.20.3.4:22/", false],
    ["http://10.21.0.1:9000/", false],
  ])("%s: %s", (url, admitted) => expect(isAdmitted(url)).toBe(admitted));

  it("allows a blocked port when it is named", () => {
    expect(isAdmitted("http://10.0.0.5:6379/", ["10.0.0.5/32:6379"])).toBe(true);
  });

  it("allows a cloud's metadata service only by its own address", () => {
    expect(isAdmitted("http://169.254.169.254/", ["169.254.0.0/16"])).toBe(false);
    expect(isAdmitted("http://[fd00:ec2::254]/", ["fc00::/7"])).toBe(false);
    expect(isAdmitted("http://169.254.169.254/", ["169.254.169.254/32"])).toBe(true);
  });

  test.each([
    "",
    "10.0.0.1",
    "10.0.0.0/33",
    "localhost/8",
    "10.0.0.0/8:0",
    "10.0.0.0/8:65536",
    "::1/128:80",
    "0.0.0.0/0",
  ])("the entry %j is refused, and the error quotes it", (entry) =>
    expect(() => parseNetworks([entry])).toThrow(`"${entry}"`),
  );
  test.each(["0.0.0.0/0", "8.0.0.0/7", "::/0", "[::]/0:80"])("the entry %s is too wide", (entry) =>
    expect(() => parseNetworks([entry])).toThrow("too wide"),
  );
  test.each(["127.0.0.1/32", "127.0.0.0/8", "127.8.0.0/16", "0.0.0.0/8", "::1/128", "::/16", "[::ffff:127.0.0.1]/128"])(
    "the entry %s is this machine, and needs a port",
    (entry) => expect(() => refuseWholeMachine(parseNetworks([entry]))).toThrow("name the port"),
  );
  test.each(["127.0.0.1/32:80", "[::1]/128:80", "10.0.0.0/8", "126.0.0.0/8", "fc00::/7", "fd00::/8"])(
    "the entry %s needs none",
    (entry) => expect(() => refuseWholeMachine(parseNetworks([entry]))).not.toThrow(),
  );
  test.each(["fc00::/7", "[fd00::]/8", "[fd00::]/8:80", "10.0.0.0/8"])("the entry %s is accepted", (entry) =>
    expect(parseNetworks([entry])).toHaveLength(1),
  );
});

describe("a name is checked by every address it resolves to, on connect", () => {
  const look = (found: string[], all: boolean) =>
    new Promise<LookupAddress[] | string>((resolve, reject) => {
      const answer = found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
      guardedLookup(80, networks, async () => answer)("name.test", { all }, (error, addresses) =>
        error ? reject(error) : resolve(addresses),
      );
    });

  it("connects to public addresses", async () => {
    expect(await look(["8.8.8.8"], false)).toBe("8.8.8.8");
    expect(await look(["8.8.8.8", "2606:4700::1111"], true)).toEqual([
      { address: "8.8.8.8", family: 4 },
      { address: "2606:4700::1111", family: 6 },
    ]);
  });

  it("skips private addresses, first or last", async () => {
    expect(await look(["10.0.0.1", "8.8.8.8", "::1"], true)).toEqual([{ address: "8.8.8.8", family: 4 }]);
    expect(await look(["127.0.0.1", "8.8.8.8"], false)).toBe("8.8.8.8");
  });

  it("refuses a name that has only private addresses", async () => {
    await expect(look(["127.0.0.1", "fe80::1"], true)).rejects.toMatchObject({ code: "refused_address" });
    await expect(look(["169.254.169.254"], false)).rejects.toMatchObject({ code: "refused_address" });
    await expect(look([], true)).rejects.toMatchObject({ code: "refused_address" });
  });
});
