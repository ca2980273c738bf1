/** One JSON line per thing worth knowing. Never pass secrets, tokens or bodies. */
export function log(level: "info" | "warn" | "error", message: string, fields: Record<string, unknown> = {}): void {
  const { error, ...rest } = fields;
  const fault =
    error instanceof Error ? { error: error.message, stack: error.stack } : error === undefined ? {} : { error };
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...rest, ...fault })}\n`);
}
