import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { inject } from "vitest";
import type { Api } from "@/cli/film/api-client";
import type { TestApp } from "./app";
import type { Lent } from "./shared-apps";
import { startReceiver } from "./webhook-receiver";

/**
 * `adminKey`: a key that manages the others. `ports`: the app may fetch from and post to servers of the file that listen
 * there, on 127.0.0.1.
 */
export type SharedApp = Omit<TestApp, "app"> &
  Pick<Lent, "adminKey" | "ports"> & {
    app: Pick<TestApp["app"], "url" | "settings" | "pids">;
  };

/** Settings that several files share, and with them their apps. */
export const priced = {
  ...{ SANDBOX_INSTANT: "1", SANDBOX_CONCURRENCY: "16" },
  ...{ QWEN_EDIT_PRICE: "0.05", WAN_I2V_PRICE: "0.5" },
};
export const deletedAtOnce = { SANDBOX_INSTANT: "1", KEEP_DELETED_HOURS: "0" };

/**
 * A running app that this file has alone until `close`, with a new key: its limits, lists, ledger and results begin empty,
 * and the sandbox has no faults. Other files with the same settings used it before. For a file that stops the app, changes
 * the clock, breaks the disk or the database, or counts what happened in the whole app, there is `startApp`.
 */
export async function sharedApp(settings: Record<string, string> = { SANDBOX_INSTANT: "1" }): Promise<SharedApp> {
  const { lent, app, giveBack } = await borrow(settings);
  const [port, ...ports] = lent.ports;
  const { adminKey, dataDir } = lent;
  const receiver = await startReceiver(port);
  const { key } = await newKey({ app, adminKey }, "bench");
  const api: Api = { url: app.url, key, signal: AbortSignal.timeout(1_800_000) };
  const close = async () => {
    receiver.close();
    giveBack();
  };
  return { app, api, receiver, dataDir, adminKey, ports, close };
}

/** Creates a key with the API; `createApiKey` needs a process for it. */
export async function newKey(
  { app, adminKey }: Pick<SharedApp, "app" | "adminKey">,
  name: string,
  role: "admin" | "user" = "user",
): Promise<{ id: string; key: string }> {
  const headers = { "x-api-key": adminKey, "content-type": "application/json" };
  const body = JSON.stringify({ name, role });
  const answer = await fetch(`${app.url}/v1/keys`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(await answer.text());
  return await answer.json();
}

/** The lender keeps the app for this file as long as the connection is open, and tells it of restarted processes. */
async function borrow(settings: Record<string, string>) {
  // Unlike `fetch` without a time-out: the app may have to be built, and the answer is as long as the file.
  const asked: ClientRequest = request(inject("sharedApps"), { method: "POST" });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("response", resolve).once("error", reject);
    asked.end(JSON.stringify(settings));
  });
  if (answer.statusCode !== 200) throw new Error((await answer.toArray()).join(""));
  const lines = createInterface({ input: answer });
  for (const one of [asked, answer, lines]) one.on("error", () => {}); // it is closed in the middle
  const lent = await new Promise<Lent>((resolve) => lines.once("line", (line) => resolve(JSON.parse(line))));
  const app: SharedApp["app"] = { url: lent.url, settings: lent.settings, pids: lent.pids };
  lines.on("line", (line) => Object.assign(app, { pids: JSON.parse(line) }));
  return { lent, app, giveBack: () => asked.destroy() };
}
