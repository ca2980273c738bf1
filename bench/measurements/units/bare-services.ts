import { z } from "zod";
import { defineService } from "@/lib/define-service";
import { podReceipt } from "@/lib/services/pods/pod";
import { podAnswer } from "@/lib/services/pods/pod-answer";

/**
 * The services of the orchestration bench. They use the pods' protocol but make no files, so that only the work between
 * the calls is measured.
 */

const input = z.strictObject({ text: z.string() });
const output = z.strictObject({ text: z.string() });
const example = { text: "A wide shot follows." };
const common = { input, output, example, description: "A replacement for a model.", cacheFor: 0, timeout: 300 };

/** Answers in the response, like the service that writes scenes. */
export const bareWriter = defineService({
  ...common,
  id: "bare-writer",
  title: "Bare writer",
  response: z.looseObject({ enhanced_prompt: z.string() }),
  kind: "pod",
  mode: "sync",
  request: ({ text }) => ({ path: "/now", json: { prompt: text } }),
  parse: ({ enhanced_prompt }) => ({ state: "done", output: { text: enhanced_prompt } }),
  typicalSeconds: 1,
});

/** Answers with a receipt and later by webhook, like the services that paint, animate and join. */
export const bareMaker = defineService({
  ...common,
  id: "bare-maker",
  title: "Bare maker",
  response: podAnswer,
  kind: "pod",
  mode: "async",
  request: ({ text }, webhookUrl) => ({
    path: "/v1/generate",
    json: { model: "bare-maker", input: [], options: { prompt: text }, webhookUrl },
  }),
  receipt: podReceipt,
  cancel: ({ id }) => ({ path: `/cancel/${id}` }),
  parse: ({ status, id }) =>
    status === "completed" ? { state: "done", output: { text: `${id}` } } : { state: "pending" },
  typicalSeconds: 1,
});
