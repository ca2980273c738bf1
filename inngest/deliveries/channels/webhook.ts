import { postWebhook } from "../send-webhook";
import type { Channel } from "./channel";

/** A signed POST to the caller's URL. */
export const webhook: Channel = {
  missing: () => [],
  gathers: false,
  send: async ({ id, keyId, url, body }) => postWebhook({ id, keyId, url, body: JSON.stringify(await body()) }),
};
