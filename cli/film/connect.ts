import { createShortKey, revokeKey } from "../supervisor/database";
import { planSettings, type Settings } from "../supervisor/settings";
import { startAll } from "../supervisor/supervisor";
import type { Connection } from "./run-film";

/**
 * Connects to a Nextscene on this machine: the one at the configured address, else a new one that stops afterwards.
 * Creates a key in the database that expires within an hour, and revokes it on close.
 */
export async function connect(signal: AbortSignal, say: (line: string) => void): Promise<Connection> {
  const configured = planSettings({});
  if (await answers(configured.url)) {
    return { url: configured.url, ...(await keyFrom(configured.settings)) };
  }
  say("starting Nextscene …");
  // Remote services send webhooks to the configured address; otherwise free ports avoid conflicts.
  const ports = configured.settings.PUBLIC_URL ? undefined : { web: 0, engine: 0, work: 0, sandbox: 0 };
  const app = await startAll({ ports, quiet: true, signal });
  try {
    const { key, close } = await keyFrom(app.settings);
    return { url: app.url, key, close: () => close().finally(() => app.stop()) };
  } catch (error) {
    await app.stop();
    throw error;
  }
}

async function keyFrom(settings: Settings) {
  const { id, key } = await createShortKey(settings, "npm run film");
  return { key, close: async () => void (await revokeKey(settings, id)) };
}

/** Whether Nextscene, and not another program, answers at this address. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(3_000) });
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null && "status" in body;
  } catch {
    return false;
  }
}
