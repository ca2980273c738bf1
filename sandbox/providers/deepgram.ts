import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Reason } from "../faults/fault";
import { parseJson } from "../http";
import { parse, Refusal } from "../service";
import { hear } from "./hear";
import { inHeader } from "./key";
import { probed } from "./probe";
import { answers, type Vendor } from "./vendor";

const refusals: Record<Reason, [status: number, code: string]> = {
  ...{ key: [401, "INVALID_AUTH"], invalid: [400, "INVALID_QUERY_PARAMETER"], missing: [404, "NOT_FOUND"] },
  ...{
    throttled: [429, "TOO_MANY_REQUESTS"],
    balance: [402, "ASR_PAYMENT_REQUIRED"],
    moderated: [400, "CONTENT_MODERATION"],
  },
  ...{
    unavailable: [503, "SERVICE_UNAVAILABLE"],
    internal: [500, "INTERNAL_SERVER_ERROR"],
    "too late": [400, "BAD_REQUEST"],
  },
};

async function soundAt(url: string, signal: AbortSignal): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]) });
  if (!response.ok) throw new Refusal(400, `url: answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

export const deepgram: Vendor = {
  id: "deepgram",
  admits: inHeader("authorization", "Token"),
  refuse: (reason, err_msg) => {
    const [status, err_code] = refusals[reason];
    return { status, body: { err_code, err_msg, request_id: "sandbox" } };
  },
  routes: {
    "GET /v1/projects": probed(() => ({ body: { projects: [{ project_id: "sandbox", name: "Sandbox" }] } })),
    "POST /v1/speak": answers(
      ({ bytes, url }) => {
        const { text } = parse(z.looseObject({ text: z.string().min(1).max(2000) }), parseJson(bytes));
        return { makes: "speech", model: url.searchParams.get("model") ?? "aura", prompt: text, format: "mp3" };
      },
      async ({ results: [result] }, { context }) => ({
        body: await readFile(context.fileServer.pathOf(result?.name ?? "") ?? ""),
        headers: { "content-type": "audio/mpeg" },
      }),
    ),
    "POST /v1/listen": async (visit) => {
      const { url } = parse(z.looseObject({ url: z.url() }), parseJson(visit.bytes));
      const transcript = await hear(visit, await soundAt(url, visit.context.signal));
      if (transcript === null) return null;
      return {
        body: { metadata: { channels: 1 }, results: { channels: [{ alternatives: [{ transcript, confidence: 1 }] }] } },
      };
    },
  },
};
