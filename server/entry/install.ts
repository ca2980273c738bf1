import type { Env } from "@/lib/env";
import { recordClientAddresses } from "../http/client-address";
import { keepContentLength } from "../http/content-length";
import { allowOrigins } from "../http/cross-origin";
import { shutDownGracefully } from "../http/graceful-shutdown";
import { sendHsts } from "../http/hsts";
import { allowLongRequests } from "../http/request-timeouts";
import { installRequestGuard } from "./guard";

/** What the web process's HTTP server does beyond what Next has it do; each file says why. */
export async function installServerHooks({ NODE_ENV }: Env): Promise<void> {
  recordClientAddresses();
  allowOrigins();
  keepContentLength();
  allowLongRequests();
  installRequestGuard();
  sendHsts();
  shutDownGracefully();
  if (NODE_ENV === "production") (await import("./fast-path")).installFastPath();
}
