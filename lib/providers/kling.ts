import { z } from "zod";
import { type Ask, defineEndpoint, defineProvider, type ProviderStatus, type RemoteWork } from "../define-provider";
import { imageToVideo } from "../roles/image-to-video";
import { textToVideo } from "../roles/text-to-video";
import { inShort, looseId, looseText } from "../schemas/loose";
import { withoutDataPrefix } from "./media-value";
import { isModeration } from "./refusal";

const work = z.looseObject({
  task_id: looseId,
  task_status: looseText,
  task_status_msg: looseText,
  task_result: z
    .looseObject({ videos: z.array(z.looseObject({ url: z.string() })).nullish() })
    .nullish()
    .catch(null),
});
/** Receipt and status contain the task in `data`; the callback is the task itself. */
const answer = work.extend({ code: z.unknown().optional(), message: looseText, data: work.nullish().catch(null) });
type Answer = z.output<typeof answer>;

function statusOf(given: Answer): ProviderStatus<{ video: string }> {
  const { task_status: status, task_status_msg: words, task_result: result } = given.data ?? given;
  const video = result?.videos?.[0]?.url;
  if (status === "succeed" && video) return { state: "done", output: { video } };
  if (status !== "failed" && status !== "succeed") return { state: "pending" };
  const reason = words ?? "The task ended without a result.";
  return { state: "failed", kind: isModeration(reason) ? "moderated" : "provider", reason };
}

const at = (path: string) =>
  ({
    mode: "async",
    response: answer,
    webhook: true,
    receipt: ({ data }: Answer): RemoteWork | null => (data?.task_id ? { id: data.task_id } : null),
    poll: ({ id }: RemoteWork) => ({ method: "GET", path: `${path}/${id}` }) as const,
    pollEvery: 15,
    // Kling enforces that our id is unique per account, and accepts it in place of its own id.
    find: ({ callId }: Ask) => ({ method: "GET", path: `${path}/${callId}` }) as const,
    found: (given: unknown) => {
      const id = answer.safeParse(given).data?.data?.task_id;
      return id ? { id } : null;
    },
    timeout: 7200,
    typicalSeconds: 150,
  }) as const;

type Wish = { prompt: string; duration: number; resolution: string; audio: boolean };
const fields = ({ prompt, duration, resolution, audio }: Wish, { model, callId, webhookUrl }: Ask) => ({
  ...{ model_name: model, prompt, duration: String(duration), mode: resolution === "1080p" ? "pro" : "std" },
  ...{ sound: audio ? "on" : "off", callback_url: webhookUrl, external_task_id: callId },
});

const v25 = {
  ...{ durations: [5, 10], resolutions: ["720p", "1080p"], audio: false, longestPrompt: 2500 },
  price: { perSecond: { "720p": 0.042, "1080p": 0.07 } },
};
const v3 = {
  ...{ durations: { min: 3, max: 15 }, resolutions: ["720p", "1080p"], longestPrompt: 2500 },
  price: { perSecond: { "720p": 0.084, "1080p": 0.112 }, withAudio: 0.168 },
};
const aspectRatios = ["16:9", "9:16", "1:1"];

export const kling = defineProvider({
  id: "kling",
  title: "Kling",
  api: { url: "https://api-singapore.klingai.com", setting: "KLING_KEY", header: "authorization", scheme: "Bearer" },
  source:
    "Kling's callback page, the AI SDK's source; codes, external_task_id and prices unverified, 2026-11; no client tried",
  takes: { url: true, inlineBytes: 7_500_000 },
  errorOf: (given) => {
    const { code, message } = answer.safeParse(given).data ?? {};
    return code === 0 || code === "0" || code === undefined ? {} : { reason: message, code: inShort(code) };
  },
  codes: {
    ...{ "1000": "key", "1001": "key", "1002": "key", "1003": "key", "1004": "key" },
    ...{ "1100": "balance", "1101": "balance", "1102": "balance", "1103": "model" },
    ...{ "1301": "moderated", "1302": "throttled", "1303": "throttled", "5001": "unavailable" },
  },
  endpoints: [
    defineEndpoint({
      ...at("/v1/videos/image2video"),
      role: imageToVideo,
      models: { "kling-v3": v3, "kling-v2-5-turbo": v25, "*": {} },
      request: ({ image, lastImage, ...wish }, ask) => ({
        path: "/v1/videos/image2video",
        json: {
          ...{ ...fields(wish, ask), image: withoutDataPrefix(image) },
          ...(lastImage && { image_tail: withoutDataPrefix(lastImage) }),
        },
      }),
      parse: statusOf,
    }),
    defineEndpoint({
      ...at("/v1/videos/text2video"),
      role: textToVideo,
      models: {
        "kling-v3": { ...v3, aspectRatios },
        "kling-v2-5-turbo": { ...v25, aspectRatios },
        "*": { aspectRatios },
      },
      request: ({ aspectRatio, ...wish }, ask) => ({
        path: "/v1/videos/text2video",
        json: { ...fields(wish, ask), aspect_ratio: aspectRatio },
      }),
      parse: statusOf,
    }),
  ],
});
