import { readEnvironmentOnce } from "@/lib/env";
import { checkStartup } from "@/server/entry/startup-checks";

/**
 * Starts the app in the web process. Some modules read the settings on load, and Next would continue without a module that
 * failed: they are loaded after the check. Loaded from here, they share the modules that the check has loaded.
 */
export async function start(): Promise<void> {
  await checkStartup();
  readEnvironmentOnce();
  const { serve } = await import("./serve");
  await serve();
}
