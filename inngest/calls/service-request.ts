import type { AnyService, ServiceRequest } from "@/lib/define-service";
import { env, hostedKey, serviceUrls } from "@/lib/env";
import { senderTo } from "@/lib/http/clients";
import { workKey } from "@/lib/worker/key";

/** One request to a service, with the key of its kind where that may go. Throws SendError; every status is an answer. */
export async function sendToService(service: AnyService, base: string, request: ServiceRequest, timeoutMs: number) {
  const { path, ...rest } = request;
  const { sender, key: mayHaveKey } = await senderTo(base);
  const headers = { accept: "application/json", ...keyHeaders(service, base, mayHaveKey) };
  return sender.send({
    url: `${base.replace(/\/+$/, "")}${path}`,
    method: "POST",
    headers,
    timeoutMs,
    ...rest,
  });
}

/** A vendor's key goes to the vendor's own place only, and the pods' key never goes there. */
function keyHeaders(service: AnyService, base: string, mayHaveKey: boolean): Record<string, string> {
  const { hosted } = service;
  if (hosted) {
    const isOwn = serviceUrls(service).some(
      (url) => URL.canParse(base) && new URL(url).origin === new URL(base).origin,
    );
    const key = hostedKey(hosted);
    return isOwn && key ? { ...hosted.headers, [hosted.header]: [hosted.scheme, key].filter(Boolean).join(" ") } : {};
  }
  if (!mayHaveKey) return {};
  return { "x-api-key": service.kind === "local" ? workKey() : (env().SERVICE_API_KEY ?? "") };
}
