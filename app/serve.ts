import { keepRegistered } from "@/inngest/engine/registration";
import { startReconciler } from "@/inngest/maintenance/reconcile";
import { env } from "@/lib/env";
import { watchPauses } from "@/lib/pause-watch";
import { provideApp } from "@/server/entry/app-link";
import { attach } from "@/server/entry/attach";
import { endpoints } from "./endpoints";
import { fastRoutes } from "./fast-routes";

/** Gives the app to the server, and starts what runs beside the requests. */
export async function serve(): Promise<void> {
  watchPauses();
  // In development all routes go to Next, which reloads them.
  const fast = env().NODE_ENV === "production" ? fastRoutes : [];
  provideApp((server, pages) => attach(server, pages, { endpoints, fastRoutes: fast }));
  await keepRegistered().catch(() => {}); // the reconciler tries again
  startReconciler();
}
