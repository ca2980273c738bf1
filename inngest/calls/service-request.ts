import type { AnyService, ServiceRequest } from "@/lib/define-service";
import { env } from "@/lib/env";
import { senderTo } from "@/lib/http/clients";
import { workKey } from "@/lib/worker/key";

/** One request to a service, with the key of its kind where that may go. Throws SendError; every status is an answer. */
export async function sendToService(service: AnyService, base: string, request: ServiceRequest, timeoutMs: number) {
  const { path, ...rest } = request;
  const { sender, key: mayHaveKey } = await senderTo(base);
  const key = service.kind === "local" ? workKey() : (env().SERVICE_API_KEY ?? "");
  const headers = { accept: "application/json", ...(mayHaveKey && { "x-api-key": key }) };
  return sender.send({
    url: `${base.replace(/\/+$/, "")}${path}`,
    method: "POST",
    headers,
    timeoutMs,
    ...rest,
  });
}
