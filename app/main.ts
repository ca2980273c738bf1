import { provideBasePath } from "@/lib/env";
import { basePathOf } from "@/server/http/base-path-of";
import { runWebProcess } from "@/server/main";

/**
 * The web process. The app starts first and Next loads with the first page, so that an API is there in half the time, and
 * a server without visitors never loads Next. In development Next loads the app instead (instrumentation.ts), and reloads it.
 */
provideBasePath(basePathOf);
await runWebProcess(async () => {
  const { start } = await import("./start");
  return start();
});
