/** Runs once when the web process starts. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { passExactLength } = await import("./app/exact-length");
  const { refuseUnsafeStart } = await import("./app/start");
  const { startReconciler } = await import("./inngest/reconcile");
  const { env, readEnvironmentOnce } = await import("./lib/env");
  refuseUnsafeStart();
  readEnvironmentOnce();
  passExactLength();
  if (env().NODE_ENV === "production") (await import("./app/straight")).goStraight();
  startReconciler();
}
