import { submitsRecorded } from "@/inngest/calls/submit-lease";
import { keepRegistered } from "@/inngest/engine/registration";
import { startReconciler } from "@/inngest/maintenance/reconcile";
import { env } from "@/lib/env";
import { watchPauses } from "@/lib/pause-watch";
import { type Attach, attach } from "@/server/entry/attach";
import { endpoints } from "./endpoints";
import { fastRoutes } from "./fast-routes";

/** Starts what runs beside the requests; resolves with what connects the app to a server. */
export async function serve(): Promise<Attach> {
  watchPauses();
  await keepRegistered().catch(() => {}); // the reconciler tries again
  startReconciler();
  // In development all routes go to Next, which reloads them.
  const fast = env().NODE_ENV === "production" ? fastRoutes : [];
  return (server, pages) => {
    attach(server, pages, { endpoints, fastRoutes: fast });
    return submitsRecorded;
  };
}
