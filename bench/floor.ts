import { Agent, createServer } from "node:http";
import { jsonOf, post, type startInstantServices } from "./instant-services";

/**
 * The calls of a film over bare HTTP, chained by hand in one process: the same services, the same order, the same webhooks,
 * and nothing that would survive a crash. What cannot be undercut.
 */
export async function startFloor(services: Awaited<ReturnType<typeof startInstantServices>>) {
  const agent = new Agent({ keepAlive: true });
  const waiting = new Map<string, (id: string) => void>();
  let calls = 0;
  const server = createServer(async (request, response) => {
    const { id } = await jsonOf(request);
    response.end("{}");
    waiting.get(request.url ?? "")?.(String(id));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const own = `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;

  const make = async (text: string): Promise<string> => {
    const path = `/answers/${calls++}`;
    const answered = new Promise<string>((resolve) => waiting.set(path, resolve));
    const body = { model: "bare-maker", input: [], options: { prompt: text }, webhookUrl: `${own}${path}` };
    await post(`${services.url}/v1/generate`, body, agent);
    const id = await answered;
    waiting.delete(path);
    return id;
  };
  return {
    film: async (prompt: string): Promise<void> => {
      const story = await post(`${services.url}/now`, { prompt }, agent);
      const chains = [1, 2, 3].map(async () => make(await make(String(story.enhanced_prompt))));
      await make((await Promise.all(chains)).join(" "));
    },
    close: () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}
