import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A minimal S3 server with one bucket, `media`; it can stop and start again. */
export async function startBucket() {
  const files = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const { pathname: path, searchParams: query } = new URL(request.url ?? "", "http://bucket");
    const part = query.get("partNumber");
    if (request.method === "PUT") {
      files.set(part ? `${path}#${part}` : path, await buffer(request));
      return void response.writeHead(200, { etag: '"x"' }).end();
    }
    if (request.method === "POST") {
      const parts = [...files].filter(([name]) => name.startsWith(`${path}#`));
      const inOrder = parts.sort(([a], [b]) => Number(a.split("#")[1]) - Number(b.split("#")[1]));
      for (const [name] of parts) files.delete(name);
      const isBegun = query.has("uploads");
      if (!isBegun) files.set(path, Buffer.concat(inOrder.map(([, bytes]) => bytes)));
      const said = isBegun ? "InitiateMultipartUploadResult" : "CompleteMultipartUploadResult";
      return void response.end(`<${said}><UploadId>x</UploadId><Key>x</Key><ETag>"x"</ETag></${said}>`);
    }
    const file = /^\/media\/?$/.test(path) ? Buffer.alloc(0) : files.get(path);
    if (!file) return void response.writeHead(404).end();
    response.writeHead(200, { "content-length": file.length }).end(request.method === "HEAD" ? undefined : file);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const settings = { S3_BUCKET: "media", S3_ENDPOINT: `http://127.0.0.1:${port}` };
  const keys = { S3_ACCESS_KEY_ID: "id", S3_SECRET_ACCESS_KEY: "secret" };
  return {
    env: { ...settings, ...keys },
    goAway: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    comeBack: () => listen(port),
    close: () => void server.close(),
  };
}
