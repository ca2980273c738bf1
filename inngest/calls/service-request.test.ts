import { createServer, type IncomingHttpHeaders } from "node:http";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { AnyService } from "@/lib/define-service";
import { serviceUrls } from "@/lib/env";
import { wanI2v } from "@/lib/services";
import { serviceState } from "@/server/api/serializers/service";
import { sendToService } from "./service-request";

/** Which key is sent to which service. */

const seen: IncomingHttpHeaders[] = [];
const server = createServer((request, response) => {
  seen.push(request.headers);
  response.end("{}");
});
let origin = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  origin = `http://127.0.0.1:${port}`;
  vi.stubEnv("SERVICE_NETWORKS", `127.0.0.1/32:${port}`);
  vi.stubEnv("SERVICE_API_KEY", "the key of the pods");
  vi.stubEnv("VENDOR_KEY", "the key of the vendor");
});
afterAll(() => server.close());

const vendor = (url: string): AnyService => ({
  ...wanI2v,
  id: "vendor-video",
  kind: "hosted",
  hosted: { url, setting: "VENDOR_KEY", header: "authorization", scheme: "Bearer", headers: { "x-version": "2" } },
});

async function headersOf(service: AnyService) {
  seen.length = 0;
  await sendToService(service, origin, { path: "/v1/tasks", json: {} }, { timeoutMs: 5_000 });
  return seen[0] ?? {};
}

test("a vendor gets its own key in its own header, and never the pods' key", async () => {
  const headers = await headersOf(vendor(origin));
  expect(headers).toMatchObject({ authorization: "Bearer the key of the vendor", "x-version": "2" });
  expect(JSON.stringify(headers)).not.toContain("the key of the pods");
});

test("a foreign address gets no key at all", async () => {
  const headers = await headersOf(vendor("https://api.vendor.example"));
  expect(JSON.stringify(headers)).not.toContain("the key of");
});

test("a pod gets the pods' key and no vendor's", async () => {
  expect(await headersOf(wanI2v)).toMatchObject({ "x-api-key": "the key of the pods" });
});

test("a vendor has the address in its file, or the one of its setting", () => {
  expect(serviceUrls(vendor("https://api.vendor.example"), {})).toEqual(["https://api.vendor.example"]);
  const set = { VENDOR_VIDEO_URL: "https://proxy.example/v/" };
  expect(serviceUrls(vendor("https://api.vendor.example"), set)).toEqual(["https://proxy.example/v"]);
});

test("a vendor without a key is down, and the message names the setting", () => {
  const { hosted, ...rest } = vendor("https://api.vendor.example");
  const service = { ...rest, hosted: hosted && { ...hosted, setting: "OTHER_KEY" } };
  expect(serviceState(service)).toEqual({ status: "down", message: "No key is set: set OTHER_KEY." });
});
