import { env, listed, serviceUrls } from "./env";
import { checkUrl, createSender, type Sender } from "./send";
import * as services from "./services";

/**
 * Who may lead us where. A caller's address (media, webhooks, presigned) reaches the internet and `ALLOW_NETWORKS`. A
 * service is reached where the operator set it, and what it names in an answer, its own place or a result, there as well
 * and in `SERVICE_NETWORKS`: so pods on a private network need not be opened to callers.
 */
const senders = new Map<string, Sender>();

function kept(name: string, create: () => Sender): Sender {
  const sender = senders.get(name) ?? create();
  senders.set(name, sender);
  return sender;
}

const allowNetworks = () => listed(env().ALLOW_NETWORKS);

/** For every address that a caller gave. */
export const sender = () => kept("callers", () => createSender({ allowNetworks: allowNetworks() }));

/** Refuses an address that `sender` would refuse, as far as the address itself tells. Throws SendError. */
export const checkAddress = (url: string) => checkUrl(url, { allowNetworks: allowNetworks() });

/** For services, and for what they name. */
export const serviceSender = () =>
  kept("services", () => {
    const urls = Object.values(services).flatMap(({ id }) => serviceUrls(id));
    const origins = urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin);
    return createSender({ allowNetworks: [...allowNetworks(), ...listed(env().SERVICE_NETWORKS)], origins });
  });

/** For the engine alone, which the operator set and which is at a private address as a rule. */
export const engineSender = (base: string) =>
  kept(`engine ${base}`, () => createSender({ allowNetworks: [], origins: [new URL(base).origin] }));
