import type { Fn } from "./functions";
import { asString, isObject, parseJson } from "./json";
import { signature } from "./keys";
import type { App, Engine } from "./state";
import { after } from "./timer";

const FIRST_PROBE_MS = 250;
const LAST_PROBE_MS = 3_000;
const UNREACHED = "it cannot be reached";

export const keyOf = (url: URL): string => url.origin + url.pathname;

export function appAt(engine: Engine, url: URL): App {
  const key = keyOf(url);
  const app = engine.apps.get(key) ?? { url, registered: "", syncing: false, onBack: new Set() };
  engine.apps.set(key, app);
  return app;
}

export const appOf = (engine: Engine, fn: Fn): App => appAt(engine, new URL(fn.path, fn.origin));

/** Logs a problem with an app, once until the app is well again. */
function complain(engine: Engine, app: App, complaint: string) {
  if (app.complaint === complaint) return;
  app.complaint = complaint;
  engine.log("app unavailable", { app: keyOf(app.url), reason: complaint });
}

/** Asks the app to register. Returns whether it was reached, and the problem if there is one. */
async function requestSync(engine: Engine, app: App): Promise<{ reached: boolean; complaint?: string }> {
  const { origin, pathname, search } = app.url;
  const before = engine.registrations;
  const answer = await engine.transport.send({
    method: "PUT",
    origin,
    path: pathname + search,
    signature: signature(engine.keys.signingKey, ""),
    body: "",
  });
  if (answer.kind !== "answered") return { reached: false, complaint: UNREACHED };
  const reply = parseJson(answer.body);
  const message = isObject(reply) ? asString(reply.message) : undefined;
  if (answer.status !== 200) return { reached: true, complaint: message ?? `it answers ${answer.status}` };
  // A page that answers 200 to everything is not an app; and the SDK must have registered here, not at another server.
  if (engine.registrations === before) return { reached: true, complaint: "it answers, but does not register here" };
  return { reached: true };
}

function settle(engine: Engine, app: App, { reached, complaint }: { reached: boolean; complaint?: string }) {
  if (complaint) complain(engine, app, complaint);
  else if (app.complaint) {
    delete app.complaint;
    engine.log("app available", { app: keyOf(app.url) });
  }
  if (!reached) return;
  const waiting = [...app.onBack];
  app.onBack.clear();
  for (const goOn of waiting) goOn();
}

/** Asks an app to register until it has, then continues everything that waited for it. */
export async function sync(engine: Engine, app: App) {
  if (app.syncing) return;
  app.syncing = true;
  for (let delay = FIRST_PROBE_MS; !engine.closing; delay = Math.min(delay * 2, LAST_PROBE_MS)) {
    const result = await requestSync(engine, app);
    if (engine.closing) break;
    settle(engine, app, result);
    if (!result.complaint) break;
    await new Promise<void>((resolve) => after(delay * (0.85 + Math.random() * 0.3), resolve));
  }
  app.syncing = false;
}

/**
 * Probes an app that did not accept a call until it is back. `why`: what answered in its place. That it cannot be reached is
 * for the probe to say: the call may have been sent before the app was back.
 */
export function unavailable(engine: Engine, app: App, why?: string) {
  if (why !== undefined) complain(engine, app, why);
  void sync(engine, app);
}

/** In development functions change at run time: asks for a registration every few seconds. */
export function watch(engine: Engine, app: App, everyMs: number) {
  after(everyMs, () => {
    if (engine.closing) return;
    void sync(engine, app).then(() => watch(engine, app, everyMs));
  });
}
