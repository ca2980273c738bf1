import { expect, test } from "vitest";
import { canReach } from "./reachability";

const machine = [
  "http://localhost:3000",
  "http://127.0.0.1:1",
  "http://[::1]/",
  "http://127.9.9.9",
  "http://a.localhost",
];
const network = [
  ...["http://192.168.1.5:3000", "http://10.0.0.1", "http://172.20.0.2", "http://100.64.1.1", "http://[fd00::1]:80"],
  ...[
    "http://pod:8000",
    "http://nextscene.local",
    "http://web.internal",
    "http://169.254.1.1",
    "http://[::ffff:10.0.0.1]",
  ],
];
const anywhere = [
  "https://nextscene.example.com",
  "http://8.8.8.8",
  "https://x.proxy.runpod.net",
  "http://[2606:4700::1]",
];

test("an address on a machine or a network cannot be reached from farther away", () => {
  for (const from of [...network, ...anywhere])
    for (const to of machine) expect([from, to, canReach(from, to)]).toEqual([from, to, false]);
  for (const from of anywhere)
    for (const to of network) expect([from, to, canReach(from, to)]).toEqual([from, to, false]);
});

test("an equally near address reaches it, and public addresses are reached from anywhere", () => {
  for (const from of machine)
    for (const to of [...machine, ...network, ...anywhere]) expect(canReach(from, to)).toBe(true);
  for (const from of network) for (const to of [...network, ...anywhere]) expect(canReach(from, to)).toBe(true);
  for (const from of anywhere) for (const to of anywhere) expect(canReach(from, to)).toBe(true);
});
