import { env } from "@/lib/env";
import { serviceSender } from "@/lib/outside";
import type { ServiceRequest } from "@/lib/service";

/** One request to a service, with our key. Throws SendError; every status is an answer. */
export function exchange(base: string, request: ServiceRequest, timeoutMs: number) {
  const { path, ...rest } = request;
  const headers: Record<string, string> = { accept: "application/json", "x-api-key": env().SERVICE_API_KEY ?? "" };
  return serviceSender().send({
    url: `${base.replace(/\/+$/, "")}${path}`,
    method: "POST",
    headers,
    timeoutMs,
    ...rest,
  });
}
