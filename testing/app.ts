import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Api, generate, upload } from "@/cli/film/api-client";
import { createShortKey } from "@/cli/supervisor/database";
import { startAll } from "@/cli/supervisor/supervisor";
import type { Job } from "@/lib/schemas/job";
import { strayError } from "@/server/main";
import { sample } from "./sample";
import { testSettings } from "./test-settings";
import { startReceiver } from "./webhook-receiver";

export { sample };

/**
 * A whole Nextscene for a test or measurement: free ports, an empty folder, and a caller that receives webhooks. For
 * investigations `log` prints the processes' output and `keep` keeps the folder. `close` rejects when the web process had an
 * error that nothing handled.
 */
export async function startApp(
  env: Record<string, string> = {},
  networks: string[] = [],
  { log = false, keep = false } = {},
) {
  const dataDir = mkdtempSync(join(tmpdir(), "nextscene-bench-"));
  const receiver = await startReceiver();
  const strays: string[] = [];
  const onLine = (_: string, line: string) => {
    if (line.includes(strayError)) strays.push(line);
  };
  const close = async () => {
    receiver.close();
    if (!keep) rmSync(dataDir, { recursive: true, force: true });
    if (strays.length > 0)
      throw new Error(`The web process reported errors that nothing handled:\n${strays.join("\n")}`);
  };
  try {
    const settings = {
      ...testSettings,
      ALLOW_NETWORKS: [receiver.network, ...networks].join(","),
      ...env,
    };
    const app = await startAll({ ports: "free", dataDir, quiet: !log, env: settings, onLine });
    const { key } = await createShortKey(app.settings, "bench");
    const api: Api = { url: app.url, key, signal: AbortSignal.timeout(1_800_000) };
    return { app, api, receiver, dataDir, close: () => app.stop().finally(close) };
  } catch (error) {
    await close();
    throw error;
  }
}

export type TestApp = Awaited<ReturnType<typeof startApp>>;

/**
 * Makes one film; returns the seconds from the submit to the webhook. Give each film its own seed, so that none is
 * reused.
 */
export async function timeFilm({ api, receiver }: TestApp, seed: number): Promise<{ job: Job; seconds: number }> {
  const picture = await upload(api, sample);
  const from = performance.now();
  const job = await generate(api, {
    model: "next-scene",
    input: [{ type: "image", url: picture }],
    options: { prompt: `The wind takes the seeds of the dandelion with it, take ${seed}.`, duration: 3, seed },
    cache: false, // the clips of instant services are alike, so their join would be cached
    webhookUrl: receiver.url,
  });
  const { status, error } = await receiver.webhookOf(job.id);
  const seconds = (performance.now() - from) / 1000;
  if (status !== "completed") throw new Error(`The film of a measurement ended as ${status}: ${error?.message}`);
  return { job, seconds };
}
