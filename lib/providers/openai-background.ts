import { z } from "zod";
import { type Ask, defineEndpoint, type ProviderStatus, type RemoteWork } from "../define-provider";
import { imageEdit } from "../roles/image-edit";
import { textToImage } from "../roles/text-to-image";
import { inShort, looseId, looseText } from "../schemas/loose";
import { asAddress, sizeBy } from "./media-value";
import { isModeration } from "./refusal";

/**
 * OpenAI's pictures in background mode: it returns an id at once, so a lost connection loses no paid picture. Models
 * are named `background/gpt-5.1`, after the language model that calls the image tool.
 */
const response = z.looseObject({
  id: looseId,
  status: looseText,
  output: z
    .array(z.looseObject({ type: looseText, result: z.string().nullish() }))
    .nullish()
    .catch(null),
  error: z.looseObject({ code: looseText, message: z.unknown() }).nullish().catch(null),
});
type Response = z.output<typeof response>;

function statusOf({ status, output, error }: Response): ProviderStatus<{ image: string }> {
  const image = output?.find(({ type }) => type === "image_generation_call")?.result;
  if (status === "completed" && image) return { state: "done", output: { image: asAddress(image, "image/png") } };
  if (!["completed", "failed", "cancelled", "incomplete"].includes(status ?? "")) return { state: "pending" };
  const reason = inShort(error?.message) ?? `The response is ${status} and has no picture.`;
  return { state: "failed", kind: isModeration(error?.code, reason) ? "moderated" : "provider", reason };
}

const background = {
  mode: "async",
  models: { "background/gpt-5.1": { remote: "gpt-5.1", references: 15, price: { perImage: 0.06 } } },
  response,
  receipt: ({ id }: Response): RemoteWork | null => (id ? { id } : null),
  parse: statusOf,
  poll: ({ id }: RemoteWork) => ({ method: "GET", path: `/responses/${id}` }) as const,
  pollEvery: 5,
  cancel: ({ id }: RemoteWork) => ({ path: `/responses/${id}/cancel` }),
  timeout: 1800,
  typicalSeconds: 45,
} as const;

function submit({ model }: Ask, prompt: string, images: string[], size: string) {
  const pictures = images.map((image_url) => ({ type: "input_image", image_url, detail: "auto" }));
  const content = [{ type: "input_text", text: prompt }, ...pictures];
  return {
    path: "/responses",
    json: {
      ...{ model, input: [{ role: "user", content }], background: true },
      ...{ tools: [{ type: "image_generation", size }], tool_choice: { type: "image_generation" } },
    },
  };
}

export const openaiBackground = (sizes: Record<"1:1" | "16:9" | "9:16" | "4:3" | "3:4", string>) => [
  defineEndpoint({
    ...background,
    role: textToImage,
    request: ({ prompt, aspectRatio }, ask) => submit(ask, prompt, [], sizes[aspectRatio]),
  }),
  defineEndpoint({
    ...background,
    role: imageEdit,
    request: ({ image, references, prompt, aspectRatio }, ask) =>
      submit(ask, prompt, [image, ...references], sizeBy(sizes, aspectRatio, "auto")),
  }),
];
