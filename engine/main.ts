import { type RunningEngine, startEngine } from "./engine";
import { SettingError, settings } from "./env";
import { logToStdout } from "./log";

function reasonOf(error: unknown): string {
  if (error instanceof SettingError) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return "the port is in use: choose another one with ENGINE_PORT";
  if (code === "EACCES") return "the port may not be opened: choose another one with ENGINE_PORT";
  return error instanceof Error ? error.message : String(error);
}

let engine: RunningEngine;
try {
  engine = await startEngine(settings());
} catch (error) {
  process.stderr.write(`engine: ${reasonOf(error)}\n`);
  process.exit(1);
}
logToStdout("listening", { url: engine.url });

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    void engine.close().then(() => process.exit(0));
  });
}
