import { createHash } from "node:crypto";
import type { TestApp } from "./app";

/** The embedded engine's API: for reading and cancelling runs, and for injected losses (`engine/faults.ts`). */
export function engineOf({ app }: { app: Pick<TestApp["app"], "settings"> }) {
  const { INNGEST_BASE_URL: base = "", INNGEST_SIGNING_KEY: key = "", INNGEST_EVENT_KEY: eventKey = "" } = app.settings;
  const [, prefix = "", hex = ""] = /^(signkey-[a-z0-9]+-)?(.*)$/i.exec(key) ?? [];
  const token = prefix + createHash("sha256").update(Buffer.from(hex, "hex")).digest("hex");
  const ask = async (method: string, path: string, json?: unknown) => {
    const response = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: json === undefined ? undefined : JSON.stringify(json),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The engine answered ${response.status} to ${method} ${path}: ${text}`);
    return text ? (JSON.parse(text) as { data?: unknown }) : {};
  };
  return {
    /** Loses the next ends or waits of calls; needs an engine with `ENGINE_FAULTS=1`. */
    lose: (what: "ends" | "waits", count: number) => ask("POST", "/faults", { lose: what, count }),
    run: async (runId: string) => (await ask("GET", `/v1/runs/${runId}`)).data as { status: string; output?: unknown },
    /** Cancels a run, like a person on Inngest's dashboard. */
    cancelRun: (runId: string) => ask("DELETE", `/v1/runs/${runId}`),
    /** The results of a run's steps so far, by the SDK's route. */
    steps: async (runId: string) => JSON.stringify(await ask("GET", `/v0/runs/${runId}/actions`)),
    /** Cancels the running calls of a job, like a person on Inngest's dashboard. */
    cancelCalls: (jobId: string) => ask("POST", `/e/${eventKey}`, { name: "job/ended", data: { jobId } }),
  };
}
