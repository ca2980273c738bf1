import { appendFileSync, existsSync, readFileSync } from "node:fs";

export type JobState = "queued" | "generating" | "completed" | "failed" | "cancelled";

/** What was accepted, for whoever must prove that nothing was asked for twice. */
export interface Submit {
  id: string;
  service: string;
  time: string;
  /** null: the caller polls, or waits for the answer. */
  webhookUrl: string | null;
  prompt: string;
  /** "lost": a process that died had accepted it and not finished. */
  state: JobState | "lost";
  /** When it came into this state. */
  since?: string;
  /** sha256 of the body as it came. */
  sha256: string;
}

/** What else was seen at this side, in the order it happened. `id`: of the submit it belongs to. */
export type Happening = { time: string } & (
  | { happened: "refused"; service: string; status: number; prompt: string }
  /** By a service that answers in its response; `cut`: a fault kept the answer from its caller. */
  | { happened: "answered"; service: string; prompt: string; cut: boolean }
  /** A webhook that left, and what it was thanked with. */
  | { happened: "told"; id: string; webhookUrl: string; says: string | null; status: number }
  | { happened: "asked to cancel"; id: string; status: number }
);

export interface Ledger {
  add(submit: Submit): void;
  move(id: string, state: JobState): void;
  note(happening: Happening): void;
  all(): Submit[];
  happenings(): Happening[];
  /** The latest other submit's webhook address. */
  otherUrl(id: string): string | null;
}

function readBack(file: string, submits: Map<string, Submit>, happenings: Happening[]): void {
  for (const line of readFileSync(file, "utf8").split("\n")) {
    try {
      const entry: Submit | Happening = JSON.parse(line);
      if ("happened" in entry) happenings.push(entry);
      else submits.set(entry.id, { ...submits.get(entry.id), ...entry });
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
  const happenings: Happening[] = [];
  if (file && existsSync(file)) readBack(file, submits, happenings);
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
      const since = new Date().toISOString();
      const submit = submits.get(id);
      if (submit) Object.assign(submit, { state, since });
      write({ id, state, since });
    },
    note(happening) {
      happenings.push(happening);
      write(happening);
    },
    happenings: () => happenings,
    all: () => [...submits.values()],
    otherUrl: (id) => (latest?.id !== id ? latest : previous)?.webhookUrl ?? null,
  };
}
