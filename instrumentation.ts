/** Runs once when the web process starts. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { passExactLength } = await import("./app/exact-length");
  const { admitLongRequests } = await import("./app/long-requests");
  const { refuseUnsafeStart } = await import("./app/start");
  const { startReconciler } = await import("./inngest/reconcile");
  refuseUnsafeStart();
  passExactLength();
  admitLongRequests();
  startReconciler();
}
