import { createServer } from "node:http";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MailServer } from "@/testing/mail-server";
import { attempt, look, newKey, openNotices, storedPicture } from "./testing/notices";

/** Stills of messages when the bucket hardly sends: a stand-in for S3 that sends a byte now and then, and never ends. */

let ended = 0;
const bucket = createServer((request, response) => {
  request.resume();
  if (request.method === "PUT") return void request.on("end", () => response.setHeader("etag", '"1"').end());
  if (request.method !== "GET") return void response.writeHead(404).end();
  response.writeHead(200, { "content-length": "100000000", "content-type": "image/png" });
  const drip = setInterval(() => response.write("a"), 100);
  response.on("close", () => {
    clearInterval(drip);
    ended += 1;
  });
});

let mails: MailServer;
let close: () => Promise<void>;
beforeAll(async () => {
  await new Promise<void>((resolve) => bucket.listen(0, "127.0.0.1", resolve));
  const address = bucket.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const access = { S3_ACCESS_KEY_ID: "films", S3_SECRET_ACCESS_KEY: "not a secret" };
  ({ mails, close } = await openNotices({ S3_BUCKET: "films", S3_ENDPOINT: `http://127.0.0.1:${port}`, ...access }));
});
afterAll(async () => {
  await close();
  bucket.closeAllConnections();
  bucket.close();
});

test("a still that the bucket does not send in time is left out, its download ends, and the e-mail is sent once", async () => {
  const { addJob, endJob, findJob } = await import("@/db/jobs");
  const { listDeliveries } = await import("@/db/deliveries");
  const keyId = await newKey();
  const id = uuidv7();
  const nothing = { input: {}, plan: [], priority: "normal" as const };
  const options = { prompt: "A boat appears." };
  await addJob({ id, keyId, model: "qwen-edit", options, notify: ["email:ada@example.com"], ...nothing });
  const job = await findJob(id);
  const output = { image: `asset:${await storedPicture(keyId)}` };
  if (job) await endJob(job, { status: "completed", output });
  const [delivery] = await listDeliveries({ jobId: id, limit: 10 });
  expect(await attempt(delivery?.id ?? "")).toEqual({ retryAt: null });
  const [got] = await mails.came("ada@example.com");
  expect([got?.mail.subject, got?.mail.attachments]).toEqual(["Done: A boat appears.", []]);
  expect(await look(delivery?.id ?? "")).toMatchObject({ status: "delivered", attempt: 1 });
  await expect.poll(() => ended).toBe(1);
});
