import { env, listed } from "./env";
import { checkUrl, createSender, type Sender } from "./send";

const senders: { guarded?: Sender; engine?: Sender } = {};

const allowNetworks = () => listed(env().ALLOW_NETWORKS);

/** For every address that came from outside: services, their results, callers' media and webhooks. */
export function sender(): Sender {
  senders.guarded ??= createSender({ allowNetworks: allowNetworks() });
  return senders.guarded;
}

/** Refuses an address that `sender` would refuse, as far as the address itself tells. Throws SendError. */
export const checkAddress = (url: string) => checkUrl(url, { allowNetworks: allowNetworks() });

const privateNetworks = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "::1/128",
  "fc00::/7",
];

/** For the engine's own address alone, which the operator configured and which is private as a rule. */
export function engineSender(): Sender {
  senders.engine ??= createSender({ allowNetworks: privateNetworks });
  return senders.engine;
}
