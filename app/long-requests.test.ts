import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { admitLongRequests } from "./long-requests";

test("a server lets a request last longer than Node's five minutes", async () => {
  admitLongRequests();
  const server = createServer((_, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  expect(server.requestTimeout).toBe(300_000);
  await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect(server.requestTimeout).toBe(3_600_000);
  await new Promise((resolve) => server.close(resolve));
});
