import type { ServiceRequest } from "@/lib/define-service";
import { env } from "@/lib/env";
import { senderTo } from "@/lib/http/clients";

/** One request to a service, with our key where that may go. Throws SendError; every status is an answer. */
export async function sendToService(base: string, request: ServiceRequest, timeoutMs: number) {
  const { path, ...rest } = request;
  const { sender, key } = await senderTo(base);
  const headers = { accept: "application/json", ...(key && { "x-api-key": env().SERVICE_API_KEY ?? "" }) };
  return sender.send({
    url: `${base.replace(/\/+$/, "")}${path}`,
    method: "POST",
    headers,
    timeoutMs,
    ...rest,
  });
}
