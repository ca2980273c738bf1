import { createServer } from "node:http";
import type { Job } from "@/lib/schemas/job";

/** A received webhook: its job, its id, and the status it reports. */
export type Told = { jobId: string; webhookId: string; status: Job["status"] };

type Delivery = Pick<Job, "id" | "status" | "error">;

/** A caller's server that resolves when the webhook of a job arrives. */
export async function startReceiver(port = 0) {
  const came = new Map<string, Delivery>();
  const requests = new Map<string, { headers: Record<string, string>; body: string }>();
  const told: Told[] = [];
  const waiting = new Map<string, (delivery: Delivery) => void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.writeHead(204).end();
    const body = Buffer.concat(chunks).toString();
    const delivery: Delivery = JSON.parse(body);
    told.push({
      jobId: delivery.id,
      webhookId: String(request.headers["webhook-id"] ?? ""),
      status: delivery.status,
    });
    requests.set(delivery.id, { headers: request.headers as Record<string, string>, body });
    came.set(delivery.id, delivery);
    waiting.get(delivery.id)?.(delivery);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  const at = address && typeof address === "object" ? address.port : 0;
  return {
    url: `http://127.0.0.1:${at}/done`,
    network: `127.0.0.1/32:${at}`,
    webhookOf: (jobId: string) =>
      new Promise<Delivery>((resolve) => {
        const delivery = came.get(jobId);
        if (delivery) resolve(delivery);
        else waiting.set(jobId, resolve);
      }),
    /** The request of the webhook. */
    requestOf: (jobId: string) => {
      const request = requests.get(jobId);
      if (!request) throw new Error(`No webhook of ${jobId} has come.`);
      return request;
    },
    /** Every received webhook, including repeated ones. */
    told: (): readonly Told[] => told,
    close: () => server.close(),
  };
}
