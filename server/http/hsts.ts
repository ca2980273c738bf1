import type { ServerResponse } from "node:http";
import { env } from "@/lib/env";

/**
 * Makes browsers use https only, if `PUBLIC_URL` does. The headers of next.config.js are fixed when the app is built;
 * this one depends on a setting.
 */
export function hstsHeader(response: ServerResponse): void {
  if (env().PUBLIC_URL.startsWith("https:")) response.setHeader("strict-transport-security", "max-age=31536000");
}
