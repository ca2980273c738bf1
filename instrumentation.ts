/** Runs once when the web process starts. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  // Before anything else is loaded: some of it reads the settings, and Next would go on without what failed to load.
  const { checkStartup: refuseUnsafeStart } = await import("./server/entry/startup-checks");
  await refuseUnsafeStart();
  const { env, readEnvironmentOnce } = await import("./lib/env");
  readEnvironmentOnce();
  const { installServerHooks: prepareServer } = await import("./server/entry/install");
  const { startReconciler } = await import("./inngest/maintenance/reconcile");
  const { keepRegistered } = await import("./inngest/engine/registration");
  await prepareServer(env());
  await keepRegistered().catch(() => {}); // the reconciler tries again
  startReconciler();
}
