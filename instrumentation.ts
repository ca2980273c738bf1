/** Runs once when the web process starts. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  // Before any other import: some modules read the settings on load, and Next would continue without a module that failed.
  const { checkStartup } = await import("./server/entry/startup-checks");
  await checkStartup();
  const { env, readEnvironmentOnce } = await import("./lib/env");
  readEnvironmentOnce();
  const { installServerHooks } = await import("./server/entry/install");
  const { watchPauses } = await import("./lib/pause-watch");
  const { startReconciler } = await import("./inngest/maintenance/reconcile");
  const { keepRegistered } = await import("./inngest/engine/registration");
  installServerHooks();
  watchPauses();
  if (env().NODE_ENV === "production") {
    const [{ installFastPath }, { fastRoutes }] = await Promise.all([
      import("./server/entry/fast-path"),
      import("./app/fast-routes"),
    ]);
    installFastPath(fastRoutes);
  }
  await keepRegistered().catch(() => {}); // the reconciler tries again
  startReconciler();
}
