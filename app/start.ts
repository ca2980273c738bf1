import { readEnvironmentOnce } from "@/lib/env";
import { checkDatabase, checkSettings } from "@/server/entry/startup-checks";

/**
 * Starts the app in the web process. Some modules read the settings on load, and Next would continue without a module that
 * failed: they are loaded after the check. Loaded from here, they share the modules that the check has loaded. The
 * supervisor prepares the database meanwhile.
 */
export async function start(): Promise<void> {
  checkSettings();
  readEnvironmentOnce();
  const { serve } = await import("./serve");
  await checkDatabase();
  await serve();
}
