/** Runs once when the web process starts. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { passExactLength } = await import("./app/exact-length");
  const { openGate } = await import("./app/gate");
  const { refuseUnsafeStart } = await import("./app/start");
  const { startReconciler } = await import("./inngest/reconcile");
  refuseUnsafeStart();
  passExactLength();
  openGate();
  startReconciler();
}
