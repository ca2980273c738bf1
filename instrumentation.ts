/** Runs once when the web process starts. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { refuseUnsafeStart } = await import("./app/start");
  const { startReconciler } = await import("./inngest/reconcile");
  refuseUnsafeStart();
  startReconciler();
}
