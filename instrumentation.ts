/** Runs once when the web process starts. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  // Before anything else is loaded: some of it reads the settings, and Next would go on without what failed to load.
  const { refuseUnsafeStart } = await import("./app/start");
  refuseUnsafeStart();
  const { env, readEnvironmentOnce } = await import("./lib/env");
  readEnvironmentOnce();
  const { passExactLength } = await import("./app/exact-length");
  const { tellProblems } = await import("./app/framework-problem");
  const { leaveWell } = await import("./app/leave");
  const { requireHttps } = await import("./app/transport-security");
  const { startReconciler } = await import("./inngest/reconcile");
  passExactLength();
  tellProblems();
  requireHttps();
  leaveWell();
  if (env().NODE_ENV === "production") (await import("./app/straight")).goStraight();
  startReconciler();
}
