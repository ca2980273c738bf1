import { createHash } from "node:crypto";
import { admit, type Visit } from "./vendor";

/**
 * The words of a recording; null if a fault has answered. The sandbox only recognizes recordings that it made itself.
 */
export async function hear(visit: Visit, sound: Buffer): Promise<string | null> {
  const { context, vendor } = visit;
  if (!admit(visit, "")) return null;
  const sha256 = createHash("sha256").update(sound).digest("hex");
  const own = [...context.tasks.values()].find(({ results }) => results.some((one) => one.sha256 === sha256));
  const time = new Date().toISOString();
  context.ledger.note({ happened: "answered", time, received: time, service: vendor.id, prompt: "", cut: false });
  return own?.request.prompt ?? "Speech that the sandbox did not make.";
}

/** The bytes of a recording in a `data:` URL. */
export const soundIn = (url: string) => Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
