import { appendFileSync, existsSync, readFileSync } from "node:fs";

export type JobState = "queued" | "generating" | "completed" | "failed" | "cancelled";

/** What was accepted, for whoever must prove that nothing was asked for twice. */
export interface Submit {
  id: string;
  service: string;
  time: string;
  webhookUrl: string;
  prompt: string;
  /** "lost": a process that died had accepted it and not finished. */
  state: JobState | "lost";
  /** sha256 of the body as it came. */
  sha256: string;
}

export interface Ledger {
  add(submit: Submit): void;
  move(id: string, state: JobState): void;
  all(): Submit[];
  /** The latest other submit's webhook address. */
  otherUrl(id: string): string | null;
}

function readBack(file: string, submits: Map<string, Submit>): void {
  for (const line of readFileSync(file, "utf8").split("\n")) {
    try {
      const entry: Submit = JSON.parse(line);
      const known = submits.get(entry.id);
      if (known) known.state = entry.state;
      else submits.set(entry.id, entry);
    } catch {
      // The last line of a process that was killed while writing.
    }
  }
  for (const submit of submits.values())
    if (submit.state === "queued" || submit.state === "generating") submit.state = "lost";
}

/** `file`: a JSONL file that is only ever appended to, so that it survives a kill. */
export function openLedger(file: string | null): Ledger {
  const submits = new Map<string, Submit>();
  if (file && existsSync(file)) readBack(file, submits);
  const write = (entry: object) => {
    // Synchronous on purpose: it is with the kernel before the submit is answered.
    if (file) appendFileSync(file, `${JSON.stringify(entry)}\n`);
  };
  let latest: Submit | null = null;
  let previous: Submit | null = null;
  return {
    add(submit) {
      submits.set(submit.id, submit);
      previous = latest;
      latest = submit;
      write(submit);
    },
    move(id, state) {
      const submit = submits.get(id);
      if (submit) submit.state = state;
      write({ id, state });
    },
    all: () => [...submits.values()],
    otherUrl: (id) => (latest?.id !== id ? latest : previous)?.webhookUrl ?? null,
  };
}
