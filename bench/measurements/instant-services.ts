import { randomUUID } from "node:crypto";
import { Agent, createServer, request as httpRequest, type IncomingMessage } from "node:http";

/**
 * Services that answer at once without media, in the pods' protocol: `/now` answers in the response, `/v1/generate`
 * with a receipt and then by webhook.
 */
export async function startInstantServices() {
  // Closes idle connections well before the other side does.
  const agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 2_000 });
  const server = createServer(async (request, response) => {
    const body = await jsonOf(request);
    response.setHeader("content-type", "application/json");
    if (request.url === "/now") {
      response.end(JSON.stringify({ status: "success", enhanced_prompt: `Next Scene: ${String(body.prompt)}` }));
      return;
    }
    const id = randomUUID();
    const { webhookUrl } = body;
    response.once("close", () => {
      if (typeof webhookUrl !== "string") return;
      void post(webhookUrl, { id, status: "completed", model: body.model, localUrl: [], error: null }, agent);
    });
    response.end(JSON.stringify({ id, queuePosition: 1, estimatedWaitTime: 0 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    network: `127.0.0.1/32:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}

export async function jsonOf(message: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString() || "{}");
}

export async function post(
  url: string,
  body: unknown,
  agent?: Agent,
  more: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const text = JSON.stringify(body);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...more };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(url, { method: "POST", headers, agent }, resolve).once("error", reject).end(text);
  });
  return jsonOf(answer);
}
