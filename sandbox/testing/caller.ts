import { randomInt, randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { landscape } from "../media/landscape";
import { type SandboxOptions, startSandbox } from "../server";
import { type Hook, openReceiver } from "./receiver";

export const KEY = "a-key-for-tests";

export interface Request {
  input?: { type: string; url: string }[];
  options?: Record<string, unknown>;
  headers?: Record<string, string>;
  /** Merged into the body. */
  body?: Record<string, unknown>;
}

/** A unique request with a fault marker. */
export function wishing(fault: string, prompt = "a wide shot"): Request {
  return { options: { prompt: `${prompt} [fault:${fault}]`, seed: randomInt(2 ** 31) } };
}

/** A sandbox on its own port, and a client that calls it like the platform. */
export async function openCaller(options: Partial<SandboxOptions> = {}) {
  const photo = await landscape();
  const receiver = await openReceiver({ "/photo.jpg": photo });
  const sandbox = await startSandbox({ apiKey: KEY, ...options });
  const picture = { type: "image", url: `${receiver.url}/photo.jpg` };

  const send = (method: string, at: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${sandbox.url}${at}`, {
      method,
      headers: { "x-api-key": KEY, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });

  /** Submits; `hook` is the path of its webhooks. */
  const submit = async (service: string, { input = [picture], options: given = {}, headers, body }: Request = {}) => {
    const hook = `/hooks/${randomUUID()}`;
    const whole = { model: service, input, options: given, webhookUrl: `${receiver.url}${hook}`, ...body };
    return { hook, response: await send("POST", `/${service}/v1/generate`, whole, headers) };
  };

  /** Submits and waits for the final webhook. */
  const run = async (
    service: string,
    request: Request = {},
  ): Promise<Record<string, unknown> & { localUrl: string[] }> => {
    const { hook, response } = await submit(service, request);
    if (response.status !== 200) throw new Error(`${service} answered ${response.status}: ${await response.text()}`);
    const [told] = await receiver.until(hook);
    return { localUrl: [], ...told?.body };
  };

  const download = async (url: string | undefined): Promise<Buffer> =>
    Buffer.from(await (await fetch(url ?? "")).arrayBuffer());

  return {
    sandbox,
    receiver,
    picture,
    send,
    submit,
    run,
    download,
    /** Saves a result, so that ffmpeg can check it. */
    async save(url: string | undefined, folder: string): Promise<string> {
      const file = path.join(folder, `${randomUUID()}${path.extname(url ?? "")}`);
      await writeFile(file, await download(url));
      return file;
    },
    setFaults: (rules: object[], seed = 1) => send("POST", "/admin/faults", { rules, seed }),
    async submits(): Promise<{ id: string; state: string; service: string }[]> {
      const answer: { submits: { id: string; state: string; service: string }[] } = await (
        await send("GET", "/admin/submits")
      ).json();
      return answer.submits;
    },
    async close() {
      await sandbox.close();
      await receiver.close();
    },
  };
}

export type Caller = Awaited<ReturnType<typeof openCaller>>;
export type { Hook };
