/** Runs once when the web process starts. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  // Before anything else is loaded: some of it reads the settings, and Next would go on without what failed to load.
  const { refuseUnsafeStart } = await import("./app/start");
  await refuseUnsafeStart();
  const { env, readEnvironmentOnce } = await import("./lib/env");
  readEnvironmentOnce();
  const { prepareServer } = await import("./app/server");
  const { startReconciler } = await import("./inngest/reconcile");
  const { keepRegistered } = await import("./inngest/registration");
  await prepareServer(env());
  await keepRegistered().catch(() => {}); // the reconciler tries again
  startReconciler();
}
