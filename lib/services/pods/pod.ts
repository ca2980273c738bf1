import { z } from "zod";
import { defineService, type RemoteOperation, type Service } from "@/lib/define-service";
import type { Prose } from "@/lib/i18n";
import { media, mediaTypeOf } from "@/lib/media/field";
import { type PodAnswer, podAnswer, podRead } from "./pod-answer";

/**
 * The protocol that all pods share: a receipt, then one webhook; no status endpoint; a cancel that the pod may refuse.
 */

type Shape = Record<string, z.ZodType>;
type Common = Pick<Service, "id" | "title" | "description" | "zh" | "welcome" | "typicalSeconds"> &
  Partial<Pick<Service, "price" | "version" | "cacheFor" | "maxAttempts" | "timeout">>;

/** The kinds of output, by name, built from the addresses of the files. */
const outputs = {
  image: {
    schema: z.strictObject({ image: media("image", { title: "Picture", zh: { title: "图片" } }) }),
    of: ([image = ""]: string[]) => ({ image }),
  },
  images: {
    schema: z.strictObject({
      image: media("image", { title: "Picture", zh: { title: "图片" } }),
      images: z.array(media("image", { title: "Picture", zh: { title: "图片" } })),
    }),
    of: (images: string[]) => ({ image: images[0] ?? "", images }),
  },
  video: {
    schema: z.strictObject({ video: media("video", { title: "Video", zh: { title: "视频" } }) }),
    of: ([video = ""]: string[]) => ({ video }),
  },
} satisfies Record<string, { schema: z.ZodObject; of(urls: string[]): Record<string, unknown> }>;

/**
 * Declares a pod. `media` are the fields sent as `input[]`, in this order; `options` are the fields sent under their
 * own names; `output` is the kind of result.
 */
export function definePod<M extends Shape, O extends Shape, K extends keyof typeof outputs>({
  media: files,
  options,
  output,
  ...common
}: Common & { media: M; options: O; output: K }) {
  const { schema, of }: { schema: (typeof outputs)[K]["schema"]; of(urls: string[]): unknown } = outputs[output];
  type Output = z.input<typeof schema>;
  return defineService({
    ...{ cacheFor: 30 * days, timeout: 3600 },
    ...common,
    input: z.strictObject({ ...files, ...options }),
    response: podAnswer,
    output: schema,
    example: of([`https://example.com/1.${output === "video" ? "mp4" : "jpeg"}`]) as Output,
    kind: "pod",
    mode: "async",
    request(given: Record<string, unknown>, webhookUrl) {
      const named = (names: string[]) => names.filter((name) => given[name] !== undefined);
      const input = named(Object.keys(files)).flatMap((name) =>
        [given[name]].flat().map((url) => ({ type: mediaTypeOf(files[name] ?? z.never()), url })),
      );
      const own = Object.fromEntries(named(Object.keys(options)).map((name) => [name, given[name]]));
      return { path: "/v1/generate", json: { model: common.id, input, options: own, webhookUrl } };
    },
    receipt: podReceipt,
    parse: (answer) => podRead(answer, (urls) => of(urls) as Output),
    cancel: ({ id }: RemoteOperation) => ({ path: `/cancel/${encodeURIComponent(id)}` }),
  });
}

/** The receipt of a submit; null when the answer is not a receipt. */
export function podReceipt(answer: PodAnswer) {
  if (!answer.id) return null;
  return {
    id: answer.id,
    base: answer.pod_url,
    queuePosition: answer.queuePosition,
    waitSeconds: answer.estimatedWaitTime,
  };
}

/** A day in seconds. */
export const days = 86_400;

/** The options that all image and video pods share, in the pods' own spelling. */
export const sizeOptions = {
  width: z
    .int()
    .min(64)
    .max(2048)
    .multipleOf(2)
    .default(768)
    .meta({ title: "Width", description: "Pixels.", zh: { title: "宽度", description: "像素。" }, advanced: true }),
  height: z
    .int()
    .min(64)
    .max(2048)
    .multipleOf(2)
    .default(768)
    .meta({ title: "Height", description: "Pixels.", zh: { title: "高度", description: "像素。" }, advanced: true }),
};

export const seedOption = z
  .int()
  .min(0)
  .max(2_147_483_647)
  .optional()
  .meta({
    title: "Seed",
    description: "The same seed gives the same result. Default: a random seed.",
    zh: { title: "随机种子", description: "种子相同，结果就相同。不填则随机选择。" },
    advanced: true,
  });

export const promptOption = (title: string, description: string, zh: Prose) =>
  z
    .string()
    .trim()
    .min(1, "Describe what should happen.")
    .max(2000, "At most 2,000 characters.")
    .meta({ title, description, zh, multiline: true });
