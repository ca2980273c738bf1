import { Agent, createServer, get, type IncomingMessage } from "node:http";
import { jsonOf, post, type startInstantServices } from "./instant-services";

/**
 * A film's calls over bare HTTP, chained by hand in one process: the same services, order and webhooks, without crash
 * safety. The lower bound of the cost.
 */
type Floor = { film(prompt: string): Promise<void>; close(): void };

type Json = Record<string, unknown>;

/** Submits calls; each is answered by a webhook to this process. */
async function startWebhooks() {
  const agent = new Agent({ keepAlive: true });
  const waiting = new Map<string, (answer: Json) => void>();
  let calls = 0;
  const server = createServer(async (request, response) => {
    const answer = await jsonOf(request);
    response.end("{}");
    waiting.get(request.url ?? "")?.(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const own = `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
  return {
    agent,
    async submit(url: string, body: Json, headers: Record<string, string> = {}): Promise<Json> {
      const path = `/answers/${calls++}`;
      const answered = new Promise<Json>((resolve) => waiting.set(path, resolve));
      await post(url, { ...body, webhookUrl: `${own}${path}` }, agent, headers);
      const answer = await answered;
      waiting.delete(path);
      return answer;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}

/** The calls of `bareFilm`, with instant services that make no media. */
export async function startFloor({ url }: Awaited<ReturnType<typeof startInstantServices>>): Promise<Floor> {
  const { agent, submit, close } = await startWebhooks();
  const make = async (prompt: string) => {
    const { id } = await submit(`${url}/v1/generate`, { model: "bare-maker", input: [], options: { prompt } });
    return String(id);
  };
  return {
    film: async (prompt) => {
      const story = await post(`${url}/now`, { prompt }, agent);
      const chains = [1, 2, 3].map(async () => make(await make(String(story.enhanced_prompt))));
      await make((await Promise.all(chains)).join(" "));
    },
    close,
  };
}

/**
 * The calls of `next-scene`, with the sandbox's services: results are downloaded completely, but neither checked nor
 * stored.
 */
export async function startWholeFloor(sandbox: string, key: string, picture: string): Promise<Floor> {
  const { agent, submit, close } = await startWebhooks();
  const headers = { "x-api-key": key };
  const make = async (model: string, type: string, urls: string[], options: Json): Promise<string> => {
    const input = urls.map((url) => ({ type, url }));
    const { localUrl } = await submit(`${sandbox}/${model}/v1/generate`, { model, input, options }, headers);
    const [url = ""] = localUrl as string[];
    await drained(url, agent);
    return url;
  };
  return {
    film: async (prompt) => {
      await post(`${sandbox}/qwen-vl/v1/generate`, { image_url: picture, prompt }, agent, headers);
      const clips = [1, 2, 3].map(async () => {
        const keyframe = await make("qwen-edit", "image", [picture], { prompt });
        return make("wan-i2v", "image", [keyframe], { prompt, duration: 1 });
      });
      await make("concat-upscale", "video", await Promise.all(clips), {});
    },
    close,
  };
}

async function drained(url: string, agent: Agent): Promise<void> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent }, resolve).once("error", reject);
  });
  for await (const _ of answer);
}
