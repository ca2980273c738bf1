import { afterAll, beforeAll, expect, test, vi } from "vitest";

/** Which addresses get the services' key. Uses a stub of name resolution and connects nowhere. */

let outside: typeof import("./clients");

beforeAll(async () => {
  vi.stubEnv("WAN_I2V_URL", "https://pods.example.com/wan-i2v,http://10.1.0.5:8000");
  vi.stubEnv("QWEN_EDIT_URL", "http://203.0.113.7:8000");
  vi.stubEnv("SERVICE_NETWORKS", "10.2.0.0/16,127.0.0.1/32:9001");
  vi.stubEnv("ALLOW_NETWORKS", "10.3.0.0/16");
  outside = await import("./clients");
});
afterAll(() => vi.unstubAllEnvs());

const names: Record<string, string[]> = {
  "pod-3": ["10.2.4.4"],
  "half-inside.example.org": ["10.2.4.4", "198.51.100.9"],
  "public.example.org": ["198.51.100.9"],
};
const resolve = async (name: string) => (names[name] ?? []).map((address) => ({ address, family: 4 }));

test.each([
  ["a base that the operator set", "https://pods.example.com/wan-i2v", true],
  ["its second base, over http on a private network", "http://10.1.0.5:8000", true],
  ["a base that the operator set over http on a public address", "http://203.0.113.7:8000/x", true],
  ["another path and port of the same host over https", "https://pods.example.com:8443/7", true],
  ["a subdomain over https", "https://pod-7.pods.example.com", true],
  ["a subdomain over http", "http://pod-7.pods.example.com", false],
  ["the same host over http", "http://pods.example.com/wan-i2v", false],
  ["a neighbour in the same domain", "https://other.example.com", false],
  ["a name that only ends alike", "https://evilpods.example.com", false],
  ["a name that only begins alike", "https://pods.example.com.evil.org", false],
  ["another public place over https", "https://public.example.org", false],
  ["a public address over http", "http://198.51.100.9:8000", false],
  ["another port of a public address over http", "http://203.0.113.7:8001", false],
  ["an address in SERVICE_NETWORKS", "http://10.2.4.4:8000", true],
  ["a port of this machine in SERVICE_NETWORKS", "http://127.0.0.1:9001", true],
  ["another port of this machine", "http://127.0.0.1:9002", false],
  ["an address that only callers may name", "http://10.3.0.1:8000", false],
  ["a name that leads into SERVICE_NETWORKS", "http://pod-3:8000", true],
  ["a name that leads there and elsewhere", "http://half-inside.example.org", false],
  ["a name that leads nowhere", "http://nowhere.example.org", false],
  ["no address", "pods", false],
])("%s: %s %s", async (_, base, key) => {
  expect((await outside.senderTo(base, resolve)).key).toBe(key);
});

test.each([
  ["https://pod-7.pods.example.com", "https://pod-7.pods.example.com"],
  ["http://10.2.4.4:8000/x", "http://10.2.4.4:8000/x"],
  ["http://169.254.169.254/x", "https://asked.example"],
  ["http://127.0.0.1:3000", "https://asked.example"],
  ["file:///etc/passwd", "https://asked.example"],
  ["", "https://asked.example"],
])("a receipt that names %s is followed at %s", (named, followed) => {
  expect(outside.serviceBase(named, "https://asked.example")).toBe(followed);
});
