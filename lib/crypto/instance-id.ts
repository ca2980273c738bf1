import { createHmac } from "node:crypto";

/**
 * Names an installation by its secret, without revealing it: `/health` answers with it, so that a start does not take
 * another app on the same port for its own.
 */
export const instanceId = (secret = ""): string =>
  createHmac("sha256", secret).update("instance").digest("hex").slice(0, 16);
