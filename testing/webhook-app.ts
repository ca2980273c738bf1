import { createClient } from "@libsql/client";
import { Webhook } from "standardwebhooks";
import { expect, vi } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import type { Delivery, DeliveryAttempt } from "@/lib/schemas/delivery";
import type { Job } from "@/lib/schemas/job";
import { type Got, startCaller } from "./caller-server";
import { sample } from "./sample";
import { deletedAtOnce, newKey, sharedApp } from "./shared-app";

export type DeliveryWithAttempts = Delivery & { attempts: DeliveryAttempt[] };

/** A real app with instant services and two scripted callers' servers, for tests of outgoing webhooks. */
export async function openWebhookApp() {
  const testApp = await sharedApp(deletedAtOnce);
  const [caller, other] = await Promise.all([startCaller(testApp.ports[0]), startCaller(testApp.ports[1])]);
  const picture = await upload(testApp.api, sample);
  let takes = 0;

  async function ask(method: string, path: string, body?: unknown, key = testApp.api.key) {
    const headers = { "x-api-key": key, ...(body !== undefined && { "content-type": "application/json" }) };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await fetch(new URL(path, testApp.api.url), init);
    return { status: response.status, headers: response.headers, json: await response.json() };
  }
  const get = async (path: string, key?: string) => (await ask("GET", path, undefined, key)).json;

  const deliveryOf = async (job: Job): Promise<DeliveryWithAttempts> => {
    const { data } = await get(`/v1/jobs/${job.id}/deliveries`);
    return get(`/v1/deliveries/${data[0].id}`);
  };

  return {
    ...{ testApp, caller, other, picture, ask, get, deliveryOf },
    post: (path: string, body?: unknown, key?: string) => ask("POST", path, body, key),
    anotherKey: (name: string) => newKey(testApp, name),

    /** Runs a statement in the app's database, to read it or to change what only time would change. */
    async database(sql: string, args: (string | number)[] = []) {
      const client = createClient({ url: `file:${testApp.dataDir}/nextscene.db`, timeout: 5000 });
      const { rows } = await client.execute({ sql, args });
      client.close();
      return rows;
    },

    /** A new address for one test. */
    address(at = caller) {
      takes += 1;
      return { path: `/hook/${takes}`, url: `${at.origin}/hook/${takes}` };
    },

    /** A job that ends at once and sends its webhook to `webhookUrl`. */
    async ended(webhookUrl: string, changes: Record<string, unknown> = {}): Promise<Job> {
      takes += 1;
      const input = [{ type: "image", url: picture }];
      const body = { model: "qwen-vl", input, options: { prompt: `Take ${takes}.` }, webhookUrl, ...changes };
      return follow(testApp.api, await generate(testApp.api, body), () => {});
    },

    /** The job's newest delivery once it has the wanted fields. */
    until: (job: Job, wanted: Partial<Delivery>) =>
      vi.waitFor(async () => {
        const delivery = await deliveryOf(job);
        expect(delivery).toMatchObject(wanted);
        return delivery;
      }, 120_000),

    async close() {
      caller.close();
      other.close();
      await testApp.close();
    },
  };
}

export type WebhookApp = Awaited<ReturnType<typeof openWebhookApp>>;

/** Verifies a webhook with the reference implementation and returns its body; throws when it is not valid. */
export const verify = (secret: string, { headers, body }: Got) =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as Record<string, unknown>;
