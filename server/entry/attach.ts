import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { log } from "@/lib/log";
import type { Endpoint } from "../api/route";
import { nameRequest } from "../http/client-address";
import { closeUnsent } from "../http/close-unsent";
import { originHeaders } from "../http/cross-origin";
import { closeIdleWhenStopping, endWhenStopping } from "../http/graceful-shutdown";
import { hstsHeader } from "../http/hsts";
import { loggablePath } from "../http/loggable-path";
import { limitBody } from "../http/request-timeouts";
import { addressesOf } from "./addresses";
import { type FastRoute, fastAnswer } from "./fast-path";
import { noteResponse, pathOf, refuseClient, refuseRequest, refuseTunnel } from "./guard";

type Pages = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
/**
 * Lets the app serve a server's requests; `pages` serves what is not the app's own. Returns what the process awaits before
 * it ends, after its last request: the responses of services.
 */
export type Attach = (server: Server, pages: Pages) => () => Promise<void>;

/**
 * Serves a server's requests: what no route should see is refused, the fast routes are answered here, and all others go
 * to Next.
 */
export function attach(
  server: Server,
  pages: Pages,
  { endpoints, fastRoutes }: { endpoints: readonly Endpoint[]; fastRoutes: readonly FastRoute[] },
): void {
  const addresses = addressesOf(endpoints);
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    closeUnsent(request, response);
    noteResponse(request, response);
    nameRequest(request);
    const path = pathOf(request);
    if (addresses.isCrossOrigin(path)) originHeaders(request, response);
    hstsHeader(response);
    limitBody(request, response, { isLong: addresses.isLong(request.method, path) });
    closeIdleWhenStopping(server, request, response);
    if (fastAnswer(fastRoutes, request, response) || refuseRequest(addresses, request, response)) return;
    try {
      await pages(request, response);
    } catch (error) {
      log("error", "A page could not be served.", { path: loggablePath(request.url ?? ""), error });
      if (!response.headersSent) response.statusCode = 500;
      response.end();
    }
  };
  server.on("request", serve);
  server.on("checkExpectation", serve); // Node would refuse an unknown `Expect` with an empty body
  server.on("clientError", refuseClient);
  server.on("connect", refuseTunnel);
  endWhenStopping(server);
}
