import { readEnvironmentOnce } from "@/lib/env";
import type { Attach } from "@/server/entry/attach";
import { checkDatabase, checkSettings } from "@/server/entry/startup-checks";

/**
 * Starts the app and resolves with what connects it to a server. Some modules read the settings on load, and Next would
 * continue without a module that failed: they are loaded after the check. The supervisor prepares the database meanwhile.
 */
export async function start(): Promise<Attach> {
  checkSettings();
  readEnvironmentOnce();
  const { serve } = await import("./serve");
  await checkDatabase();
  return serve();
}
