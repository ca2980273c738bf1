import { parseArgs } from "node:util";
import { endWith } from "./cannot-start";
import { onInterrupt } from "./interrupts";
import { prefixed } from "./log-lines";
import { startAll } from "./supervisor";

/** `npm start` and, with `--dev`, `npm run dev`. */

const { values } = parseArgs({ options: { dev: { type: "boolean", default: false } } });
const interrupted = new AbortController();

const starting = startAll({ dev: values.dev, signal: interrupted.signal });

onInterrupt(async (again) => {
  if (again) process.exit(130); // the processes notice and end by themselves
  interrupted.abort();
  await starting.then((app) => app.stop()).catch(() => {});
  process.exit(0);
});

try {
  const app = await starting;
  process.stdout.write(prefixed("web", `listens on ${app.url}`));
  process.stdout.write(`\n  Open Nextscene: ${app.signInUrl}\n  The link signs you in once, within an hour.\n\n`);
} catch (error) {
  if (!interrupted.signal.aborted) endWith(error);
}
