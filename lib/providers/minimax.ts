import { z } from "zod";
import { defineEndpoint, defineProvider, type ProviderStatus, type RemoteWork } from "../define-provider";
import { imageToVideo } from "../roles/image-to-video";
import { textToVideo } from "../roles/text-to-video";
import { inShort, looseId, looseText } from "../schemas/loose";
import { isModeration } from "./refusal";

const answer = z.looseObject({
  task_id: looseId,
  status: looseText,
  file_id: looseId,
  file: z.looseObject({ download_url: z.string().nullish() }).nullish().catch(null),
  base_resp: z.looseObject({ status_code: z.unknown(), status_msg: looseText }).nullish().catch(null),
});
type Answer = z.output<typeof answer>;

/** Codes of a poll that do not concern the work: a time-out, too many requests, an internal error. */
const passing = new Set(["0", "1000", "1001", "1002", "1024", "1033"]);
const moderated = new Set(["1026", "1027"]);

function statusOf({ status, file_id: id, file, base_resp: base }: Answer): ProviderStatus<{ video: string }> {
  if (file?.download_url) return { state: "done", output: { video: file.download_url } };
  if (status === "Success" && id)
    return {
      state: "elsewhere",
      request: { method: "GET", path: `/v1/files/retrieve?file_id=${encodeURIComponent(id)}` },
    };
  const code = inShort(base?.status_code) ?? "0";
  if (status !== "Fail" && (status || passing.has(code))) return { state: "pending" };
  const reason = base?.status_msg && code !== "0" ? base.status_msg : "The task ended without a result.";
  return { state: "failed", kind: moderated.has(code) || isModeration(reason) ? "moderated" : "provider", reason };
}

const tasks = {
  mode: "async",
  response: answer,
  receipt: ({ task_id: id }: Answer): RemoteWork | null => (id ? { id } : null),
  parse: statusOf,
  poll: ({ id }: RemoteWork) =>
    ({ method: "GET", path: `/v1/query/video_generation?task_id=${encodeURIComponent(id)}` }) as const,
  pollEvery: 10,
  timeout: 3600,
  typicalSeconds: 120,
} as const;

const tiers: Record<string, string> = { "480p": "512P", "720p": "768P", "1080p": "1080P" };
const hailuo = {
  ...{ durations: [6, 10], resolutions: ["720p", "1080p"], audio: false, longestPrompt: 2000 },
  price: { perSecond: { "720p": 0.047, "1080p": 0.082 } },
};

/** Polled, because the webhook requires a challenge to be echoed within three seconds. */
export const minimax = defineProvider({
  id: "minimax",
  title: "MiniMax",
  api: { url: "https://api.minimax.io", setting: "MINIMAX_KEY", header: "authorization", scheme: "Bearer" },
  source: "platform.minimax.io, the AI SDK's source; codes and prices unverified, 2026-11; no client tried",
  takes: { url: true, inlineBytes: 15_000_000 },
  errorOf: (given) => {
    const base = answer.safeParse(given).data?.base_resp;
    const code = inShort(base?.status_code);
    return code === undefined || code === "0" ? {} : { reason: base?.status_msg, code };
  },
  codes: {
    ...{
      "1002": "throttled",
      "1004": "key",
      "2049": "key",
      "1008": "balance",
      "1026": "moderated",
      "1027": "moderated",
    },
    ...{ "2013": "input", "1001": "unavailable", "1039": "throttled", "2056": "balance" },
  },
  endpoints: [
    defineEndpoint({
      ...tasks,
      role: imageToVideo,
      models: { "MiniMax-Hailuo-2.3": { ...hailuo, lastImage: false }, "MiniMax-Hailuo-02": hailuo, "*": {} },
      request: ({ image, lastImage, prompt, duration, resolution }, { model }) => ({
        path: "/v1/video_generation",
        json: {
          ...{ model, prompt, first_frame_image: image, last_frame_image: lastImage },
          ...{ duration, resolution: tiers[resolution] },
        },
      }),
    }),
    defineEndpoint({
      ...tasks,
      role: textToVideo,
      models: { "MiniMax-Hailuo-2.3": { ...hailuo, aspectRatios: ["16:9"] }, "*": {} },
      request: ({ prompt, duration, resolution }, { model }) => ({
        path: "/v1/video_generation",
        json: { model, prompt, duration, resolution: tiers[resolution] },
      }),
    }),
  ],
});
