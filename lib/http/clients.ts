import { lookup } from "node:dns/promises";
import ipaddr from "ipaddr.js";
import type { AnyService } from "../define-service";
import { env, listed, type Placed, serviceUrls } from "../env";
import { isWithin, portOf, type Resolve } from "../net/ssrf-guard";
import * as providers from "../providers";
import * as services from "../services";
import { checkUrl, createHttpClient, type HttpClient, parseNetworks } from "./client";

/**
 * Which addresses each client may reach. A caller's address (media, webhooks, presigned): the internet and
 * `ALLOW_NETWORKS`. A service: its configured address, and for what its answers name also `SERVICE_NETWORKS`. So
 * private pods need not be open to callers.
 */
const senders = new Map<string, HttpClient>();

function cached(name: string, create: () => HttpClient): HttpClient {
  const sender = senders.get(name) ?? create();
  senders.set(name, sender);
  return sender;
}

const allowNetworks = () => listed(env().ALLOW_NETWORKS);

/** The client for every address that a caller gave. */
export const sender = () => cached("callers", () => createHttpClient({ allowNetworks: allowNetworks() }));

/** Refuses an address that `sender` would refuse, checking the URL only. Throws SendError. */
export const checkAddress = (url: string) => checkUrl(url, { allowNetworks: allowNetworks() });

/** The client for services and for the addresses in their answers. */
export const serviceClient = () =>
  cached("services", () => {
    const origins = serviceBases().map(({ origin }) => origin);
    return createHttpClient({ allowNetworks: [...allowNetworks(), ...listed(env().SERVICE_NETWORKS)], origins });
  });

const vendors: Placed[] = Object.values(providers).map(({ id, api }) => ({
  ...{ id, kind: "hosted", hosted: { ...api, id } },
}));

const basesOf = (all: Placed[]) =>
  all
    .flatMap((service) => serviceUrls(service))
    .filter((url) => URL.canParse(url))
    .map((url) => new URL(url));

/** Read once per process: each submit and each receipt needs them, and the settings of all services take a while. */
const once = <T>(make: () => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

/** Base URLs of all configured services and vendors. */
const serviceBases = once(() => basesOf([...Object.values<Placed>(services), ...vendors]));

/** Base URLs of all configured services that are not a vendor's. */
const ownBases = once(() => basesOf(Object.values<AnyService>(services).filter(({ kind }) => kind !== "hosted")));

/**
 * The address to use for a service's work: the one it named, or the one it was submitted to when we may not reach the
 * named one.
 */
export function serviceBase(named: string | undefined, asked: string): string {
  if (!named || !URL.canParse(named)) return asked;
  if (serviceBases().some(({ origin }) => origin === new URL(named).origin)) return named;
  try {
    checkUrl(named, { allowNetworks: [...allowNetworks(), ...listed(env().SERVICE_NETWORKS)] });
    return named;
  } catch {
    return asked;
  }
}

/**
 * The client for an address of a service, and whether it gets our key: yes for configured origins, for the same host or
 * a subdomain of it over https, and within `SERVICE_NETWORKS`.
 */
export async function senderTo(
  base: string,
  resolve: Resolve = allAddresses,
): Promise<{ sender: HttpClient; key: boolean }> {
  if (!URL.canParse(base)) return { sender: serviceClient(), key: false }; // which refuses it
  const url = new URL(base);
  // A pod must not lead the pods' key to a vendor's address, so hosted services do not count here.
  const bases = ownBases();
  const isSet = bases.some(({ origin }) => origin === url.origin);
  const isOwnDomain = bases.some(({ hostname }) => isHostOf(url.hostname, hostname));
  if (isSet || (url.protocol === "https:" && isOwnDomain)) return { sender: serviceClient(), key: true };
  const networks = listed(env().SERVICE_NETWORKS);
  const isInside = (address: string) => isWithin(address, portOf(url), parseNetworks(networks));
  const within: Resolve = async (name) => (await resolve(name)).filter(({ address }) => isInside(address));
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const found = ipaddr.isValid(host) ? [{ address: host }] : await resolve(host).catch(() => []);
  if (found.length === 0 || !found.every(({ address }) => isInside(address))) {
    return { sender: serviceClient(), key: false };
  }
  // The name is resolved again on connect: this client connects to these networks only.
  const sender = cached(`services within ${portOf(url)}`, () =>
    createHttpClient({ allowNetworks: networks, resolve: within }),
  );
  return { sender, key: true };
}

const allAddresses: Resolve = (name) => lookup(name, { all: true });

/** The same host, or a subdomain of it. IP addresses and names without a dot have no subdomains. */
const isHostOf = (host: string, base: string) =>
  host === base || (base.includes(".") && !ipaddr.isValid(base) && host.endsWith(`.${base}`));

/** The client for the engine only: the operator configured its address, which is usually private. */
export const engineClient = (base: string) =>
  cached(`engine ${base}`, () => createHttpClient({ allowNetworks: [], origins: [new URL(base).origin] }));

/** The client for an address that the operator set for notifications, which may be private. */
export const noticeClient = (address: string) => {
  const { origin } = new URL(address);
  return cached(`notices ${origin}`, () => createHttpClient({ allowNetworks: [], origins: [origin] }));
};
