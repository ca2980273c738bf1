import { z } from "zod";
import {
  changeKey as change,
  createKey as create,
  findKeyRow,
  listKeys as keysOf,
  revokeKey as revoke,
  rotateKey as rotate,
} from "@/db/keys";
import { checkNotify } from "@/inngest/deliveries/check-notify";
import { fieldProblem, Problem } from "@/lib/errors";
import {
  changeKeyRequest,
  createKeyRequest,
  keyListSchema,
  keySchema,
  newKeySchema,
  rotateKeyRequest,
} from "@/lib/schemas/key";
import { pageOf } from "@/lib/schemas/list";
import { withBase } from "../../http/base-path";
import { keyNamed } from "../key-named";
import { defineRoute } from "../route";
import { presentKey } from "../serializers/key";
import { presentPage } from "../serializers/page";
import { sessionToken } from "../session";

/** Routes for admin keys, except that every key may read itself. */

const params = { id: z.string() };
const resource = ({ params }: { params: { id: string } }) => keyNamed(params.id);

export const listKeys = defineRoute({
  method: "GET",
  path: "/v1/keys",
  access: "admin",
  operationId: "listKeys",
  tag: "keys",
  summary: "List API keys, newest first, including revoked keys",
  zh: "列出 API 密钥，最新的在前，包括已吊销的",
  query: z.strictObject(pageOf(z.string().max(100))),
  responses: { 200: [keyListSchema, "A page of keys."] },
  handler: async ({ query: { limit, after } }) => {
    const from = after === undefined ? undefined : await findKeyRow(after);
    if (after !== undefined && !from) {
      const detail = `Key "${after}" not found: use the \`lastId\` of the previous page.`;
      throw fieldProblem("invalid_request", "?after", detail);
    }
    const rows = await keysOf({ after: from, limit });
    return [200, await presentPage(rows, limit, (page) => page.map(presentKey))];
  },
});

export const createKey = defineRoute({
  method: "POST",
  path: "/v1/keys",
  access: "admin",
  operationId: "createKey",
  tag: "keys",
  summary: "Create an API key; the key is shown only once",
  zh: "创建 API 密钥；密钥只显示一次",
  body: createKeyRequest,
  examples: [{ name: "Shop film generator", role: "user", limits: { concurrentJobs: 5, dailyBudget: 20 } }],
  responses: { 201: [newKeySchema, "The key object, including the key itself."] },
  handler: async ({ body: { expiresAt, ...wanted } }) => {
    checkNotify(wanted.notify, "/notify");
    const { id, key } = await create({ ...wanted, expiresAt: expiresAt ? new Date(expiresAt) : undefined });
    return [201, { ...presentKey(await keyNamed(id)), key }, { location: withBase(`/v1/keys/${id}`) }];
  },
});

/** No key id has the length of `self`. */
export const getOwnKey = defineRoute({
  method: "GET",
  path: "/v1/keys/self",
  access: "key",
  operationId: "getOwnKey",
  tag: "keys",
  summary: "Get the key of this request; works for every role",
  zh: "获取此请求所用的密钥；适用于所有角色",
  responses: { 200: [keySchema, "The key."] },
  handler: async ({ key }) => [200, presentKey(await keyNamed(key.id))],
});

export const getKey = defineRoute({
  method: "GET",
  path: "/v1/keys/{id}",
  access: "admin",
  operationId: "getKey",
  tag: "keys",
  summary: "Get a key",
  zh: "获取密钥",
  params,
  responses: { 200: [keySchema, "The key."] },
  resource,
  handler: async ({ resource }) => [200, presentKey(resource)],
});

export const changeKey = defineRoute({
  method: "PATCH",
  path: "/v1/keys/{id}",
  access: "admin",
  operationId: "changeKey",
  tag: "keys",
  summary: "Change a key's name or limits",
  zh: "修改密钥的名称或限额",
  params,
  body: changeKeyRequest,
  examples: [{ limits: { requestsPerMinute: 120 } }],
  responses: { 200: [keySchema, "The updated key."] },
  resource,
  handler: async ({ resource: { id }, body }) => {
    checkNotify(body.notify ?? [], "/notify");
    await change(id, body);
    return [200, presentKey(await keyNamed(id))];
  },
});

/** Revokes the key: it stays in the list, and its jobs continue. Repeating it changes nothing. */
export const revokeKey = defineRoute({
  method: "DELETE",
  path: "/v1/keys/{id}",
  access: "admin",
  operationId: "revokeKey",
  tag: "keys",
  summary: "Revoke a key; its jobs continue; safe to repeat",
  zh: "吊销密钥；其任务继续进行；可安全重复",
  params,
  responses: { 204: "The key is revoked." },
  resource,
  handler: async ({ resource }) => {
    await revoke(resource.id);
    return [204];
  },
});

export const rotateKey = defineRoute({
  method: "POST",
  path: "/v1/keys/{id}/rotate",
  access: "admin",
  operationId: "rotateKey",
  tag: "keys",
  summary: "Replace a key; the previous one stops at once or after a grace period",
  zh: "更换密钥；旧密钥立即失效，或在宽限期后失效",
  params,
  body: rotateKeyRequest,
  examples: [{ graceSeconds: 3600 }],
  responses: { 200: [newKeySchema, "The key object, including the new key."] },
  errors: ["conflict"],
  resource,
  handler: async ({ request, resource: { id }, body }) => {
    const key = await rotate(id, body.graceSeconds, sessionToken(request));
    if (!key) throw new Problem("conflict", "This key was revoked or has expired. Create a new one.");
    return [200, { ...presentKey(await keyNamed(id)), key }];
  },
});
