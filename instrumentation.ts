/** Runs once when the web process starts. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  // Before any other import: some modules read the settings on load, and Next would continue without a module that failed.
  const { checkStartup } = await import("./server/entry/startup-checks");
  await checkStartup();
  const { env, readEnvironmentOnce } = await import("./lib/env");
  readEnvironmentOnce();
  const { watchPauses } = await import("./lib/pause-watch");
  const { provideApp } = await import("./server/entry/app-link");
  const { attach } = await import("./server/entry/attach");
  const { startReconciler } = await import("./inngest/maintenance/reconcile");
  const { keepRegistered } = await import("./inngest/engine/registration");
  const { endpoints } = await import("./app/endpoints");
  watchPauses();
  // In development all routes go to Next, which reloads them.
  const fastRoutes = env().NODE_ENV === "production" ? (await import("./app/fast-routes")).fastRoutes : [];
  provideApp((server, pages) => attach(server, pages, { endpoints, fastRoutes }));
  await keepRegistered().catch(() => {}); // the reconciler tries again
  startReconciler();
}
