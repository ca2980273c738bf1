import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";

/** A proxy between two processes that records the bodies in both directions. */
export async function startRecorder(target: () => string) {
  const said: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await bytesOf(request);
    const { "accept-encoding": _, ...headers } = request.headers; // a compressed body would be unreadable here
    const { method, url } = request;
    const onward = httpRequest(new URL(url ?? "/", target()), { method, headers }, async (answer) => {
      const answered = await bytesOf(answer);
      said.push(body.toString(), answered.toString());
      const { "transfer-encoding": __, ...kept } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, { ...kept, "content-length": answered.length }).end(answered);
    });
    onward.on("error", () => response.destroy()).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    said: (): readonly string[] => said,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
