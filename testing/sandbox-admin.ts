import type { TestApp } from "./app";

export type Submit = {
  id: string;
  service: string;
  state: string;
  time: string;
  /** The time of the last change of `state`. */
  since?: string;
  prompt: string;
  webhookUrl: string;
};
/** Other events of the services (`sandbox/ledger.ts`). */
export type AuditEvent =
  | { happened: "refused"; time: string; service: string; status: number; prompt: string }
  | { happened: "answered"; time: string; received: string; service: string; prompt: string; cut: boolean }
  | { happened: "told"; time: string; id: string; webhookUrl: string; says: string | null; status: number }
  | { happened: "asked to cancel"; time: string; id: string; status: number };

/** The sandbox's admin API: its accepted submits and other events, and its fault rules. */
export function sandboxOf({ app }: { app: Pick<TestApp["app"], "settings"> }) {
  const base = app.settings.SANDBOX_URL ?? "";
  const headers = { "x-api-key": app.settings.SERVICE_API_KEY ?? "", "content-type": "application/json" };
  const write = async (rules: Record<string, unknown>[], seed: number) => {
    const body = JSON.stringify({ rules, seed });
    const signal = AbortSignal.timeout(60_000);
    const response = await fetch(`${base}/admin/faults`, { method: "POST", headers, body, signal });
    if (!response.ok) throw new Error(await response.text());
  };
  const release = async () => {
    const response = await fetch(`${base}/admin/release`, { method: "POST", headers });
    if (!response.ok) throw new Error(await response.text());
  };
  const log = async () => {
    const response = await fetch(`${base}/admin/submits`, { headers });
    return (await response.json()) as { submits: Submit[]; auditEvents: AuditEvent[] };
  };
  return {
    base,
    log,
    /** Lets everything go on that the faults `hold` and `submit-hold` hold; they hold again after `fault`. */
    release,
    submits: async () => (await log()).submits,
    fault: (...rules: Record<string, unknown>[]) => write(rules, 1),
    /** Sets random faults; the `seed` decides which submits they affect. */
    faultsBySeed: write,
  };
}
