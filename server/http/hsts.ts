import { subscribe } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";
import { env } from "@/lib/env";

/**
 * Makes browsers use https only, if `PUBLIC_URL` does. The headers of next.config.js are fixed when the app is built;
 * this one depends on a setting.
 */
export function sendHsts(): void {
  if (!env().PUBLIC_URL.startsWith("https:")) return;
  subscribe("http.server.request.start", (message) => {
    (message as { response: ServerResponse }).response.setHeader("strict-transport-security", "max-age=31536000");
  });
}
