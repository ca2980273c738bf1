import { appendFileSync, existsSync, readFileSync } from "node:fs";

export type JobState = "queued" | "generating" | "completed" | "failed" | "cancelled";

/** An accepted submit, as evidence that no work was submitted twice. */
export interface Submit {
  id: string;
  service: string;
  time: string;
  /** null: the caller polls, or waits for the answer. */
  webhookUrl: string | null;
  prompt: string;
  /** "lost": accepted by a process that died before it finished. */
  state: JobState | "lost";
  /** The time of the last change of `state`. */
  since?: string;
  /** The sha256 of the received body. */
  sha256: string;
}

/** Other events of the sandbox, in order. `id` is the submit's. */
export type AuditEvent = { time: string } & (
  | { happened: "refused"; service: string; status: number; prompt: string }
  /** A synchronous service answered; `cut`: a fault or a closed connection kept the answer from the caller. */
  | { happened: "answered"; service: string; prompt: string; cut: boolean; received: string }
  /** A webhook was sent; `status` is the receiver's answer. */
  | { happened: "told"; id: string; webhookUrl: string; says: string | null; status: number }
  | { happened: "asked to cancel"; id: string; status: number }
);

export interface Ledger {
  add(submit: Submit): void;
  move(id: string, state: JobState): void;
  note(happening: AuditEvent): void;
  all(): Submit[];
  auditEvents(): AuditEvent[];
  /** The webhook address of the latest other submit. */
  otherUrl(id: string): string | null;
}

function readBack(file: string, submits: Map<string, Submit>, auditEvents: AuditEvent[]): void {
  for (const line of readFileSync(file, "utf8").split("\n")) {
    try {
      const entry: Submit | AuditEvent = JSON.parse(line);
      if ("happened" in entry) auditEvents.push(entry);
      else submits.set(entry.id, { ...submits.get(entry.id), ...entry });
    } catch {
      // The last line, incomplete when the process was killed while writing.
    }
  }
  for (const submit of submits.values())
    if (submit.state === "queued" || submit.state === "generating") submit.state = "lost";
}

/** `file`: a JSONL file, only ever appended to, so that it survives a kill. */
export function openLedger(file: string | null): Ledger {
  const submits = new Map<string, Submit>();
  const auditEvents: AuditEvent[] = [];
  if (file && existsSync(file)) readBack(file, submits, auditEvents);
  const write = (entry: object) => {
    // Synchronous on purpose: the line reaches the kernel before the submit is answered.
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
      auditEvents.push(happening);
      write(happening);
    },
    auditEvents: () => auditEvents,
    all: () => [...submits.values()],
    otherUrl: (id) => (latest?.id !== id ? latest : previous)?.webhookUrl ?? null,
  };
}
