import { lookup } from "node:dns/promises";
import ipaddr from "ipaddr.js";
import type { AnyService } from "../define-service";
import { env, listed, type Placed, serviceUrls } from "../env";
import { isWithin, portOf, type Resolve } from "../net/ssrf-guard";
import * as providers from "../providers";
import * as services from "../services";
import { checkUrl, createHttpClient, type HttpClient, parseNetworks } from "./client";

/**
 * Who may lead us where. A caller's address (media, webhooks, presigned) reaches the internet and `ALLOW_NETWORKS`. A
 * service is reached where the operator set it, and what it names in an answer, its own place or a result, there as well
 * and in `SERVICE_NETWORKS`: so pods on a private network need not be opened to callers.
 */
const senders = new Map<string, HttpClient>();

function kept(name: string, create: () => HttpClient): HttpClient {
  const sender = senders.get(name) ?? create();
  senders.set(name, sender);
  return sender;
}

const allowNetworks = () => listed(env().ALLOW_NETWORKS);

/** For every address that a caller gave. */
export const sender = () => kept("callers", () => createHttpClient({ allowNetworks: allowNetworks() }));

/** Refuses an address that `sender` would refuse, as far as the address itself tells. Throws SendError. */
export const checkAddress = (url: string) => checkUrl(url, { allowNetworks: allowNetworks() });

/** For services, and for what they name. */
export const serviceClient = () =>
  kept("services", () => {
    const origins = serviceBases().map(({ origin }) => origin);
    return createHttpClient({ allowNetworks: [...allowNetworks(), ...listed(env().SERVICE_NETWORKS)], origins });
  });

const vendors: Placed[] = Object.values(providers).map(({ id, api }) => ({
  ...{ id, kind: "hosted", hosted: { ...api, id } },
}));

/** Where the operator set the services to be, and where the vendors are. */
const serviceBases = (all: Placed[] = [...Object.values<Placed>(services), ...vendors]) =>
  all
    .flatMap((service) => serviceUrls(service))
    .filter((url) => URL.canParse(url))
    .map((url) => new URL(url));

/** Where a service is followed: where it says it is, or where it was asked when that is no address that we may reach. */
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
 * Who sends a request to a place of a service, and whether with our key. It goes where the operator set a service to be,
 * and of what a service names to the same host or a subdomain of it over https, and into `SERVICE_NETWORKS`.
 */
export async function senderTo(
  base: string,
  resolve: Resolve = allAddresses,
): Promise<{ sender: HttpClient; key: boolean }> {
  if (!URL.canParse(base)) return { sender: serviceClient(), key: false }; // which refuses it
  const url = new URL(base);
  // A vendor's place is none of the pods': a pod that names it does not lead their key there.
  const bases = serviceBases(Object.values<AnyService>(services).filter(({ kind }) => kind !== "hosted"));
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
  // The name is resolved once more when it is connected to: this one connects nowhere else.
  const sender = kept(`services within ${portOf(url)}`, () =>
    createHttpClient({ allowNetworks: networks, resolve: within }),
  );
  return { sender, key: true };
}

const allAddresses: Resolve = (name) => lookup(name, { all: true });

/** The same host, or a subdomain of it. An IP address has none, and neither has a name without a dot. */
const isHostOf = (host: string, base: string) =>
  host === base || (base.includes(".") && !ipaddr.isValid(base) && host.endsWith(`.${base}`));

/** For the engine alone, which the operator set and which is at a private address as a rule. */
export const engineClient = (base: string) =>
  kept(`engine ${base}`, () => createHttpClient({ allowNetworks: [], origins: [new URL(base).origin] }));
