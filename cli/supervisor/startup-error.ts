/** Something the person at the keyboard can put right: `message` is one clear sentence that says how. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}

/** Prints what went wrong and ends with code 1: one line for what a person can put right, the whole trace for a defect. */
export function endWith(error: unknown): never {
  const known = error instanceof CannotStart;
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
