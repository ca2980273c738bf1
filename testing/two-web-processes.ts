import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAll } from "@/cli/supervisor/supervisor";
import { startApp } from "./app";
import { startHranaServer } from "./hrana-server";
import { startWebProxy } from "./web-proxy";

/**
 * An app whose second web process shares its database server, behind a proxy that alternates between the two. A link in the
 * data folder lets checks read the database afterwards.
 */
export async function startTwoWebProcesses(own: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), "nextscene-two-"));
  const server = await startHranaServer(join(folder, "server.db"));
  const proxy = await startWebProxy();
  const shared = { PUBLIC_URL: proxy.url, DATABASE_URL: server.url, ENGINE_APP_URLS: `${proxy.url}/api/inngest` };
  const testApp = await startApp({ SANDBOX_INSTANT: "1", ...own, ...shared });
  symlinkSync(join(folder, "server.db"), join(testApp.dataDir, "nextscene.db"));
  proxy.to(testApp.app.settings.PORT);
  const env = { ...testApp.app.settings, ...shared };
  const second = await startAll({ ports: "free", dataDir: testApp.dataDir, quiet: true, env });
  proxy.to(second.settings.PORT);
  const close = async () => {
    await second.stop();
    await testApp.close();
    proxy.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { testApp, second, proxy, close };
}
export type TwoWebProcesses = Awaited<ReturnType<typeof startTwoWebProcesses>>;
