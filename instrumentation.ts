/** Runs once when Next has started. In production the app runs already (app/main.ts). */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NODE_ENV === "production") return;
  const [{ start }, { provideApp }] = await Promise.all([import("./app/start"), import("./server/entry/app-link")]);
  provideApp(await start());
}
