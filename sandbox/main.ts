import { readSettings, SettingError } from "./env";
import { startSandbox } from "./server";

function say(entry: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), from: "sandbox", ...entry })}\n`);
}

function refuse(error: unknown): never {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const reason = error instanceof Error ? error.message : String(error);
  if (code === "EADDRINUSE") process.stderr.write("SANDBOX_PORT is in use: another program listens there already\n");
  else if (code === "EACCES" || code === "EADDRNOTAVAIL") {
    process.stderr.write(`SANDBOX_HOST or SANDBOX_PORT are not usable: ${reason}\n`);
  } else process.stderr.write(`${error instanceof SettingError ? "" : "sandbox could not start: "}${reason}\n`);
  process.exit(1);
}

try {
  const sandbox = await startSandbox({ ...readSettings(), say });
  const stop = () => {
    // Does not wait for running requests: a slow exit would block the next start.
    setTimeout(() => process.exit(0), 2_000).unref();
    sandbox.close().finally(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  refuse(error);
}
