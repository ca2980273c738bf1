/** An error that the user can fix: `message` is one clear sentence that says how. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}

/** Prints an error and exits with code 1: one line if the user can fix it, the stack trace for a defect. */
export function endWith(error: unknown): never {
  const known = error instanceof CannotStart;
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
