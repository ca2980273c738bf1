import { randomUUID } from "node:crypto";
import sharp from "sharp";
import type { Endpoint, Provider } from "@/lib/define-provider";
import type { Role } from "@/lib/define-role";
import { openCaller } from "./caller";
import { bytesOf, drive } from "./drive";
import { openRecordingProxy } from "./recording-proxy";

export const KEY = "a-key-for-tests";

/** A sandbox behind a recording proxy, and one of our providers that calls one of its vendors. */
export async function openVendor(provider: Provider, prefix = "", concurrency = 2) {
  const caller = await openCaller({ instant: "media", concurrency });
  const proxy = await openRecordingProxy(caller.sandbox.url);
  const base = `${proxy.url}/${provider.id}${prefix}`;
  const place = { base, key: KEY };
  const endpointOf = (role: Role, model?: string): Endpoint => {
    const able = provider.endpoints.filter((one) => one.role.id === role.id);
    const found = able.find(({ models }) => model && model in models) ?? able[0];
    if (!found) throw new Error(`${provider.id} does not fill ${role.id}`);
    return found;
  };
  const picture = `data:image/png;base64,${(
    await sharp({ create: { width: 96, height: 64, channels: 3, background: "#446688" } })
      .png()
      .toBuffer()
  ).toString("base64")}`;
  return {
    ...{ caller, proxy, base, place, endpointOf, picture },
    /** A photograph at a URL that the sandbox can reach. */
    photo: caller.picture.url,
    run: (role: Role, input: object, how: { model?: string; fault?: string; byWebhook?: boolean } = {}) => {
      const [field, text] = "text" in input ? ["text", input.text] : ["prompt", "prompt" in input ? input.prompt : ""];
      const marked = how.fault ? { ...input, [field]: `${text} [fault:${how.fault}]` } : input;
      const hook = `/hooks/${randomUUID()}`;
      const webhook = async () => (await caller.receiver.until(hook))[0]?.body;
      const told = { webhookUrl: `${caller.receiver.url}${hook}`, ...(how.byWebhook && { webhook }) };
      return drive(provider, endpointOf(role, how.model), { ...place, ...told, model: how.model }, marked);
    },
    bytes: (url: unknown) => bytesOf(provider, place, url),
    /** The number of tasks that this vendor accepted. */
    async accepted(): Promise<number> {
      const submits = await caller.submits();
      return submits.filter(({ service }) => service === provider.id).length;
    },
    async close() {
      await proxy.close();
      await caller.close();
    },
  };
}

/** The type of a file by its first bytes. */
export function kindOf(bytes: Buffer): string {
  if (bytes.subarray(0, 8).equals(Buffer.from("\x89PNG\r\n\x1a\n", "latin1"))) return "png";
  if (bytes.subarray(0, 2).equals(Buffer.from([0xff, 0xd8]))) return "jpeg";
  if (bytes.toString("latin1", 4, 8) === "ftyp") return "mp4";
  if (bytes.toString("latin1", 0, 4) === "RIFF") return bytes.toString("latin1", 8, 12).trim().toLowerCase();
  if (bytes.toString("latin1", 0, 3) === "ID3" || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0))
    return "mp3";
  return "unknown";
}
