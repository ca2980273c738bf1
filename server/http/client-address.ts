import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import ipaddr from "ipaddr.js";
import { withBase, withoutBase } from "./base-path";
import type { RequestLike } from "./request-like";

/**
 * Passes on what Next hides from pages and the sign-in: the client's address, which no visitor's header can forge, and
 * the requested path, which layouts do not receive. Both travel as own headers.
 */

const from = "x-nextscene-from";
const peer = "x-nextscene-peer";
const path = "x-nextscene-path";

export function nameRequest(request: IncomingMessage): void {
  // A request with an absolute URL, as to a proxy, is the same as one with a path.
  const url = (request.url ?? "/").replace(/^https?:\/\/[^/?#]*\/?/i, "/");
  request.url = url.startsWith("/") ? withBase(url) : url;
  // Set on every request: otherwise a visitor could send these headers.
  request.headers[from] = addressOf(request);
  request.headers[peer] = peerOf(request.socket).network;
  request.headers[path] = withoutBase(request.url);
}

/** A request from this machine usually comes from a proxy, which has appended the visitor's address as the last one. */
function addressOf({ socket, headers }: IncomingMessage): string {
  const peer = peerOf(socket);
  if (!peer.isLocal || headers["x-forwarded-for"] === undefined) return peer.network;
  const last = [headers["x-forwarded-for"]].flat().join(",").split(",").at(-1)?.trim() ?? "";
  const named = /^\[(.+)\](?::\d+)?$/.exec(last)?.[1] ?? /^([\d.]+):\d+$/.exec(last)?.[1] ?? last;
  return ipaddr.isValid(named) ? networkOf(named) : peer.network;
}

type Peer = { network: string; isLocal: boolean };
/** The engine sends many requests over one connection, and each would parse the same address. */
const peers = new WeakMap<Socket, Peer>();

function peerOf(socket: Socket): Peer {
  const known = peers.get(socket);
  if (known) return known;
  const address = socket.remoteAddress ?? "";
  const isLocal = ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
  const found = { network: networkOf(address), isLocal };
  peers.set(socket, found);
  return found;
}

/** An IPv6 visitor can use any address of a /64. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return "nowhere";
  const ip = ipaddr.process(address);
  return ip instanceof ipaddr.IPv6 ? ip.parts.slice(0, 4).join(":") : ip.toString();
}

export const comesFrom = ({ headers }: Pick<RequestLike, "headers">) => ({
  address: headers.get(from) ?? "nowhere",
  peer: headers.get(peer) ?? "nowhere",
});

/** The requested page, without the parameters that Next's own navigation adds. */
export function askedPath(headers: Pick<Headers, "get">): string {
  const { pathname, searchParams } = new URL(ownPath(headers.get(path)), base);
  searchParams.delete("_rsc");
  return `${pathname}${searchParams.size > 0 ? `?${searchParams}` : ""}`;
}

const base = "http://page";

/** Where to go after the sign-in: a path of this app, else the first page. */
export function ownPath(wanted: string | null | undefined): string {
  if (!wanted || wanted.length > 2000 || !URL.canParse(wanted, base)) return "/";
  const { origin, pathname, search, hash } = new URL(wanted, base);
  return origin === base && !pathname.startsWith("//") ? `${pathname}${search}${hash}` : "/";
}

/** Why the sign-in page appears, if there is more to say than that the visitor is not signed in. */
export const signInReasons = ["used", "wrong", "many", "over"] as const;
export type SignInReason = (typeof signInReasons)[number];

/** The sign-in page's address; `next` is the page to open afterwards. */
export function signInPage(next: string, reason?: SignInReason): string {
  const query = new URLSearchParams({ ...(reason && { reason }), ...(next !== "/" && { next }) });
  return `/sign-in-needed${query.size > 0 ? `?${query}` : ""}`;
}
