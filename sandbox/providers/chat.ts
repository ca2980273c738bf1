import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { writeMarker } from "../faults/marker";
import { seedOf } from "../random";
import { tellFilm } from "../scenes/film";
import { qwenVl } from "../services/qwen-vl";
import { admit, type Visit } from "./vendor";

/** A request to a language model in the sandbox's own format. */
export interface ChatRequest {
  prompt: string;
  system?: string;
  /** Only the first picture counts. */
  images: string[];
  /** The JSON Schema of the answer. */
  schema?: unknown;
  seed?: number | null;
}

type Schema = { [name: string]: unknown };
const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;

/** A value that fits a JSON Schema, with `texts` in turn as its strings. */
export function fromSchema(schema: unknown, texts: string[], root: unknown = schema): unknown {
  if (!isSchema(schema)) return null;
  const { type, properties, items, $ref } = schema;
  if (typeof $ref === "string") {
    const at = $ref.split("/").slice(1);
    return fromSchema(
      at.reduce<unknown>((value, name) => (isSchema(value) ? value[name] : null), root),
      texts,
      root,
    );
  }
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (Array.isArray(choices)) return fromSchema(choices[0], texts, root);
  const kind = Array.isArray(type) ? type[0] : type;
  if (kind === "object" || isSchema(properties))
    return Object.fromEntries(
      Object.entries(isSchema(properties) ? properties : {}).map(([name, of]) => [name, fromSchema(of, texts, root)]),
    );
  if (kind === "array")
    return Array.from({ length: Number(schema.minItems ?? 1) || 1 }, () => fromSchema(items, texts, root));
  if (kind === "string") {
    const next = texts.shift() ?? "A quiet wide shot.";
    texts.push(next);
    return typeof schema.maxLength === "number" ? next.slice(0, schema.maxLength) : next;
  }
  if (kind === "number" || kind === "integer") return Number(schema.minimum ?? schema.default ?? 1);
  if (kind === "boolean") return true;
  return null;
}

export interface ChatAnswer {
  id: string;
  text: string;
  promptTokens: number;
  answerTokens: number;
}

const tokens = (text: string) => Math.ceil(text.length / 4);

/** Answers a chat request and logs it as accepted; null if a fault has answered. */
export async function chat(visit: Visit, request: ChatRequest): Promise<ChatAnswer | null> {
  const { context, vendor, response } = visit;
  const admitted = admit(visit, request.prompt);
  if (!admitted) return null;
  const { prompt, markers, faults } = admitted;
  const id = randomUUID();
  const received = new Date().toISOString();
  const answered = (cut: boolean) => {
    const time = new Date().toISOString();
    context.ledger.note({ happened: "answered", time, received, service: vendor.id, prompt, cut });
  };
  const signal = context.signal;
  for (const { fault, value } of faults) await fault.work?.({ value, signal });
  const folder = path.join(context.workFolder, id);
  await mkdir(folder, { recursive: true });
  try {
    const [image] = request.images;
    const carry = markers
      .filter((marker) => marker.service !== null && marker.service !== vendor.id)
      .map((marker) => ({ text: writeMarker(marker), scene: marker.scene }));
    const body = { image_url: image ?? "none", prompt, system_prompt: request.system ?? "", seed: request.seed };
    const workContext = { tools: context.tools, folder, signal };
    const told = await qwenVl.accept(body)(workContext, { instant: context.instant !== false || !image, carry });
    let text = "enhanced_prompt" in told ? String(told.enhanced_prompt) : "";
    for (const { fault } of faults) text = fault.scenes?.(text) ?? text;
    if (request.schema) {
      const scenes = text.split(/\n\n/).map((scene) => scene.replace(/^Next Scene: */, ""));
      // Markers of single shots go to their shots, all of them to the text that the shots are made of.
      const carried = (shot?: number) =>
        carry
          .flatMap((one) => (shot === undefined || one.scene === 0 || one.scene === shot ? [` ${one.text}`] : []))
          .join("");
      const film = tellFilm(request.schema, prompt, request.seed ?? seedOf(prompt), carried);
      text = JSON.stringify(film ?? fromSchema(request.schema, scenes));
    }
    for (const { fault } of faults) text = fault.answer?.(text) ?? text;
    for (const { fault, value } of faults) {
      const moment = { response, value, delivered: Promise.resolve(), truth: Promise.resolve({ text }), signal };
      if (await fault.reply?.(moment)) {
        answered(true);
        return null;
      }
    }
    answered(response.closed);
    return { id, text, promptTokens: tokens(`${request.system ?? ""}${prompt}`), answerTokens: tokens(text) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
