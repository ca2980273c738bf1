import { z } from "zod";
import type { RemoteOperation, ServiceRequest } from "@/lib/define-service";
import type { Prose } from "@/lib/i18n";
import type { PodAnswer } from "./pod-answer";

export { podAnswer, podRead } from "./pod-answer";

/** The protocol that all pods share: a receipt first, one webhook later, no status query, a cancel that may be refused. */

/** The pods' submit: media as `input`, everything else as `options`. */
export function podStart(
  model: string,
  input: { type: string; url: string }[],
  options: Record<string, unknown>,
  webhookUrl: string,
): ServiceRequest {
  return { path: "/v1/generate", json: { model, input, options, webhookUrl } };
}

export function podStarted(answer: PodAnswer) {
  if (!answer.id) return null;
  return {
    id: answer.id,
    base: answer.pod_url,
    queuePosition: answer.queuePosition,
    waitSeconds: answer.estimatedWaitTime,
  };
}

export const podCancel = (started: RemoteOperation): ServiceRequest => ({
  path: `/cancel/${encodeURIComponent(started.id)}`,
});

/** A day in seconds. */
export const days = 86_400;

/** The options that the pods' image and video models share, in the pods' own spelling. */
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
