import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";
import { withBase, withoutBase } from "./base-path";
import type { RequestLike } from "./request-like";

/**
 * What Next does not hand on of a request for a page or the sign-in: the address it comes from, which no header of the
 * visitor can forge, and the path that was asked for, which layouts are not told. They travel as headers of ours.
 */

const from = "x-nextscene-from";
const peer = "x-nextscene-peer";
const path = "x-nextscene-path";

export function recordClientAddresses(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    // One that names the whole address, as one to a proxy does, is the same as one that names the path.
    const url = (request.url ?? "/").replace(/^https?:\/\/[^/?#]*\/?/i, "/");
    request.url = url.startsWith("/") ? withBase(url) : url;
    // Of every request, whatever its path looks like: what is not written here, a visitor could write.
    request.headers[from] = addressOf(request);
    request.headers[peer] = networkOf(request.socket.remoteAddress ?? "");
    request.headers[path] = withoutBase(request.url);
  });
}

/** Whoever comes from this machine is most often a proxy here, which has written down last where the visitor comes from. */
function addressOf({ socket, headers }: IncomingMessage): string {
  const peer = socket.remoteAddress ?? "";
  if (!ipaddr.isValid(peer) || ipaddr.process(peer).range() !== "loopback") return networkOf(peer);
  const last = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",").at(-1)?.trim() ?? "";
  const named = /^\[(.+)\](?::\d+)?$/.exec(last)?.[1] ?? /^([\d.]+):\d+$/.exec(last)?.[1] ?? last;
  return networkOf(ipaddr.isValid(named) ? named : peer);
}

/** An IPv6 visitor has a whole /64 to come from. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return "nowhere";
  const ip = ipaddr.process(address);
  return ip instanceof ipaddr.IPv6 ? ip.parts.slice(0, 4).join(":") : ip.toString();
}

export const comesFrom = ({ headers }: Pick<RequestLike, "headers">) => ({
  address: headers.get(from) ?? "nowhere",
  peer: headers.get(peer) ?? "nowhere",
});

/** The page that was asked for, without what Next's own navigation adds. */
export function askedPath(headers: Pick<Headers, "get">): string {
  const { pathname, searchParams } = new URL(ownPath(headers.get(path)), base);
  searchParams.delete("_rsc");
  return `${pathname}${searchParams.size > 0 ? `?${searchParams}` : ""}`;
}

const base = "http://page";

/** Where to go after the sign-in: a path of ours, else the first page. */
export function ownPath(wanted: string | null | undefined): string {
  if (!wanted || wanted.length > 2000 || !URL.canParse(wanted, base)) return "/";
  const { origin, pathname, search, hash } = new URL(wanted, base);
  return origin === base && !pathname.startsWith("//") ? `${pathname}${search}${hash}` : "/";
}

/** Why somebody is asked to sign in, where there is more to say than that nobody is. */
export const signInReasons = ["used", "wrong", "many", "over"] as const;
export type SignInReason = (typeof signInReasons)[number];

/** The sign-in page's address; `next` is where it leads afterwards. */
export function signInPage(next: string, reason?: SignInReason): string {
  const query = new URLSearchParams({ ...(reason && { reason }), ...(next !== "/" && { next }) });
  return `/sign-in-needed${query.size > 0 ? `?${query}` : ""}`;
}
