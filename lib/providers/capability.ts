import type { Model } from "../define-provider";

type Input = Record<string, unknown>;

const list = (values: (string | number)[]) => values.join(", ").replace(/, ([^,]*)$/, " or $1");
const count = (value: unknown) => (Array.isArray(value) ? value.length : 0);

/** Why a model cannot handle this input, as a sentence for users; null if it can. `name` as in `fal:wan-2.5`. */
export function whyNot(name: string, model: Model, input: Input): string | null {
  const { durations, resolutions, aspectRatios, lastImage, audio, references, longestPrompt } = model;
  const seconds = Number(input.duration);
  if (Array.isArray(durations) && seconds && !durations.includes(seconds))
    return `${name} makes clips of ${list(durations)} seconds, not ${seconds}.`;
  if (durations && !Array.isArray(durations) && seconds && (seconds < durations.min || seconds > durations.max))
    return `${name} makes clips of ${durations.min} to ${durations.max} seconds, not ${seconds}.`;
  const { resolution, aspectRatio } = input;
  if (resolutions && typeof resolution === "string" && !resolutions.includes(resolution))
    return `${name} makes ${list(resolutions)}, not ${resolution}.`;
  if (aspectRatios && typeof aspectRatio === "string" && !aspectRatios.includes(aspectRatio))
    return `${name} makes ${list(aspectRatios)}, not ${aspectRatio}.`;
  if (lastImage === false && input.lastImage) return `${name} takes no last picture.`;
  if (audio === false && input.audio) return `${name} makes no sound.`;
  const pictures = count(input.references) + count(input.images);
  if (references !== undefined && pictures > references)
    return references === 0
      ? `${name} takes no further pictures.`
      : `${name} takes ${references} further pictures at most, not ${pictures}.`;
  const text = input.prompt ?? input.text;
  if (longestPrompt !== undefined && typeof text === "string" && text.length > longestPrompt)
    return `${name} takes ${longestPrompt} characters at most; the text has ${text.length}.`;
  return null;
}

/** Approximate number of characters per token in English. */
const tokenLength = 4;

/** Price of one request in USD, for text its upper limit; null if no price is known. */
export function priceOf({ price }: Model, input: Input): number | null {
  if (!price) return null;
  if ("perImage" in price) return price.perImage;
  if ("perCall" in price) return price.perCall;
  if ("perMinute" in price) return price.perMinute;
  if ("perSecond" in price) {
    const { perSecond, withAudio } = price;
    const silent = typeof perSecond === "number" ? perSecond : perSecond[String(input.resolution)];
    const usd = input.audio && withAudio !== undefined ? withAudio : silent;
    return usd === undefined ? null : usd * Number(input.duration ?? 5);
  }
  const text = `${input.system ?? ""}${input.prompt ?? input.text ?? ""}`;
  if ("perMillionCharacters" in price) return (price.perMillionCharacters * text.length) / 1e6;
  const { input: read, output: written } = price.perMillionTokens;
  return (read * (text.length / tokenLength) + written * Number(input.maxTokens ?? 4096)) / 1e6;
}
