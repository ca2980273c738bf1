import type { ShareBody, ShareObject } from "@/lib/schemas/share";
import { ask } from "../_data/api";

const at = (jobId: string) => `/v1/jobs/${encodeURIComponent(jobId)}/share`;

export const getShare = (jobId: string) => ask((api) => api.request<ShareObject>("GET", at(jobId)));
export const shareJob = (jobId: string, body: ShareBody) =>
  ask((api) => api.request<ShareObject>("POST", at(jobId), body));
export const endShare = (jobId: string) => ask((api) => api.request<undefined>("DELETE", at(jobId)));

/**
 * A shared address for other people: below `PUBLIC_URL`, unless that is this machine only and the studio was opened at
 * another address.
 */
export function addressFor(url: string): string {
  const { hostname, pathname } = new URL(url);
  return /^(localhost|127\.|\[::1\])/.test(hostname) ? new URL(pathname, location.href).href : url;
}
