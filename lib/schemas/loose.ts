import { z } from "zod";

/**
 * Schemas for fields of a service's answer. An unreadable field becomes undefined and never fails the whole answer, so
 * that a field we do not need cannot break a call.
 */
const loose = <T>(read: (value: unknown) => T | undefined) =>
  z
    .unknown()
    .optional()
    .transform((value) => read(value));

/** The most characters of a service's message that we show. */
const longestWords = 300;

const trimmed = (value: string, most: number) => value.trim().slice(0, most) || undefined;

/** One line of text; numbers and booleans become text. */
export function asText(value: unknown, most = longestWords): string | undefined {
  if (typeof value === "string") return trimmed(value, most);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/**
 * A service's value as a short text for the step; undefined when it cannot be serialized, such as arrays nested 100,000
 * deep.
 */
export function inShort(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return asText(value);
  try {
    return JSON.stringify(value).slice(0, longestWords);
  } catch {
    return undefined;
  }
}

function asNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : undefined;
}

/** A service's id of the work; some services use numbers. */
export const looseId = loose((value) => asText(value, 500));
export const looseText = loose((value) => asText(value));

/** A place in a queue: a whole number up to a million. */
export const looseCount = loose((value) => {
  const number = asNumber(value);
  return number === undefined ? undefined : Math.min(Math.round(number), 1_000_000);
});

/** The longest plausible wait in seconds: a week. */
export const longestWait = 7 * 86_400;
/** Seconds to wait, at most a week. */
export const looseSeconds = loose((value) => {
  const number = asNumber(value);
  return number === undefined ? undefined : Math.min(number, longestWait);
});

/** Progress from 0 to 1, read from `0.1`, `10`, `"10%"` or `"1/10"`. */
export function asShare(value: unknown): number | undefined {
  const [, text, sign] = (typeof value === "string" && /^\s*([\d.]+)\s*(%)?\s*$/.exec(value)) || [];
  const [, done, all] = (typeof value === "string" && /^\s*([\d.]+)\s*\/\s*([\d.]+)\s*$/.exec(value)) || [];
  if (done && all) return asShare(Number(done) / Number(all));
  const number = asNumber(text ?? value);
  if (number === undefined || number > 100) return undefined;
  return Math.round((sign || number > 1 ? number / 100 : number) * 1000) / 1000;
}

/** An http(s) URL; undefined for anything else, and for one with a user name. */
export const looseUrl = loose((value) => {
  const text = asText(value, 2000);
  if (!text || !URL.canParse(text)) return undefined;
  const { protocol, username } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && !username ? text : undefined;
});
