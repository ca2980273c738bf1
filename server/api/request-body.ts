import { Problem } from "@/lib/errors";
import { checkJson } from "@/lib/schemas/json-safety";
import type { RequestLike } from "../http/request-like";

/** The most bytes of a JSON body. */
const mostJson = 256 * 1024;

/** A request's JSON body, at most 256 KB. */
export async function readJson(request: RequestLike): Promise<unknown> {
  if (typeOf(request) !== "application/json") {
    throw new Problem("unsupported_media_type", "Send the body as application/json.");
  }
  const body = parseJson(await readText(request, mostJson));
  checkJson(body);
  return body;
}

/** The media type of a request's body. */
export const typeOf = (request: RequestLike) =>
  request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem("invalid_json", `The body is not valid JSON: ${(error as Error).message}.`);
  }
}

/** A request's body; of a longer one only the beginning. */
export async function readBytes(request: RequestLike, most: number): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.length;
      chunks.push(chunk);
      if (size > most) break;
    }
  } catch (cause) {
    throw new Problem("invalid_request", "The body did not arrive completely. Send the request again.", { cause });
  }
  return { bytes: Buffer.concat(chunks).subarray(0, most), isWhole: size <= most };
}

/** A request's body as text, refused as soon as it is longer than `most` bytes. */
export async function readText(request: RequestLike, most: number): Promise<string> {
  const tooLarge = () => new Problem("payload_too_large", `The body is larger than ${Math.floor(most / 1024)} KB.`);
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge();
  const { bytes, isWhole } = await readBytes(request, most);
  if (!isWhole) throw tooLarge();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Problem("invalid_json", "The body is not valid UTF-8.");
  }
}
