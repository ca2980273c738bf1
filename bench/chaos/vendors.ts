import { serviceSetting } from "@/lib/env";

/** The vendors of a run, each with one request: some send webhooks, some are polled, some answer at once. */
type VendorCall = { model: string; provider: string; options?: object };

const clip = { duration: 5, resolution: "720p" };
export const vendorCalls: Record<string, VendorCall> = {
  fal: { model: "text-to-video", provider: "fal:wan-2.5", options: clip },
  replicate: { model: "text-to-image", provider: "replicate:flux-schnell" },
  kling: { model: "text-to-video", provider: "kling:kling-v3", options: clip },
  runway: { model: "text-to-image", provider: "runway:gen4_image" },
  google: { model: "text-to-video", provider: "google:veo-3.1-fast-generate-preview", options: { duration: 4 } },
  dashscope: { model: "text-to-video", provider: "dashscope:wan2.7-t2v", options: clip },
  openai: { model: "text-to-image", provider: "openai:gpt-image-1.5" },
  elevenlabs: { model: "speech", provider: "elevenlabs:eleven_multilingual_v2" },
};

const calls = Object.entries(vendorCalls);

/** The body of the n-th call. */
export function vendorBody(nth: number, prompt: string): object {
  const call = calls[nth % calls.length]?.[1];
  if (!call) throw new Error("There are no vendors.");
  const { model, provider, options } = call;
  return { model, input: [], options: { ...options, [model === "speech" ? "text" : "prompt"]: prompt, provider } };
}

/**
 * The roles' settings of a run: what a call of each costs, in millionths, and how long it may take. A picture costs as much
 * as Runway's answers say, because what an answer says counts. Texts are free: they may be requested twice.
 */
export const vendorPrices: Record<string, number> = {
  "text-to-video": 50_000,
  "text-to-image": 250_000,
  speech: 5_000,
};

export const vendorSettings = (timeoutSeconds: number): Record<string, string> => ({
  ...Object.fromEntries(["anthropic", "openai"].map((vendor) => [serviceSetting(`language-${vendor}`, "PRICE"), "0"])),
  ...Object.fromEntries(
    calls.flatMap(([vendor, { model }]) => [
      [serviceSetting(`${model}-${vendor}`, "PRICE"), String((vendorPrices[model] ?? 0) / 1_000_000)],
      [serviceSetting(`${model}-${vendor}`, "TIMEOUT"), String(timeoutSeconds)],
    ]),
  ),
});
