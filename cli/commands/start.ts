import { parseArgs } from "node:util";
import { onInterrupt } from "../supervisor/interrupts";
import { prefixed } from "../supervisor/log-format";
import { endWith } from "../supervisor/startup-error";
import { startAll } from "../supervisor/supervisor";

/** `npm start` and, with `--dev`, `npm run dev`. */

const { values } = parseArgs({ options: { dev: { type: "boolean", default: false } } });
const interrupted = new AbortController();

const starting = startAll({ dev: values.dev, signal: interrupted.signal });

onInterrupt(async (again) => {
  if (again) process.exit(130); // the processes notice that and end
  interrupted.abort();
  await starting.then((app) => app.stop()).catch(() => {});
  process.exit(0);
});

try {
  const app = await starting;
  process.stdout.write(prefixed("web", `listens on ${app.url}`));
  process.stdout.write(`\n  Open Nextscene: ${app.signInUrl}\n  The link signs you in once, within an hour.\n\n`);
  // The first page loads Next, which takes a second: better now than when a user waits for it.
  await fetch(app.localUrl, { redirect: "manual", signal: AbortSignal.timeout(60_000) }).catch(() => {});
} catch (error) {
  if (!interrupted.signal.aborted) endWith(error);
}
