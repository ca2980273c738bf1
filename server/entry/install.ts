import { recordClientAddresses } from "../http/client-address";
import { keepContentLength } from "../http/content-length";
import { allowOrigins } from "../http/cross-origin";
import { shutDownGracefully } from "../http/graceful-shutdown";
import { sendHsts } from "../http/hsts";
import { allowLongRequests } from "../http/request-timeouts";
import { installRequestGuard } from "./guard";

/** Hooks of the web process's HTTP server beyond what Next offers; each file says why. */
export function installServerHooks(): void {
  recordClientAddresses();
  allowOrigins();
  keepContentLength();
  allowLongRequests();
  installRequestGuard();
  sendHsts();
  shutDownGracefully();
}
