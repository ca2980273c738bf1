/** One JSON line per thing worth knowing. Never pass secrets, tokens or bodies. */
export function log(level: "info" | "warn" | "error", message: string, fields: Record<string, unknown> = {}): void {
  const { error, ...rest } = fields;
  const fault = error instanceof Error ? told(error) : error === undefined ? {} : { error };
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...rest, ...fault })}\n`);
}

/** A failed query's error repeats the values it was to store, which are anybody's: addresses, prompts, answers. */
function told({ message, stack = "" }: Error): { error: string; stack: string } {
  const [error = ""] = message.split("\nparams: ");
  return { error, stack: stack.replace(message, () => error) };
}
