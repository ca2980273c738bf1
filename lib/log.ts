/** Writes one JSON line. Never pass secrets, tokens or bodies. */
export function log(level: "info" | "warn" | "error", message: string, fields: Record<string, unknown> = {}): void {
  const { error, ...rest } = fields;
  const fault = error instanceof Error ? withoutParams(error) : error === undefined ? {} : { error };
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...rest, ...fault })}\n`);
}

/** Removes the parameters from a failed query's message: they hold users' addresses, prompts and answers. */
function withoutParams({ message, stack = "" }: Error): { error: string; stack: string } {
  const [error = ""] = message.split("\nparams: ");
  return { error, stack: stack.replace(message, () => error) };
}
