import { listLibrary as filesOf, markFile, removeUpload } from "@/db/library";
import { Problem } from "@/lib/errors";
import { changeFileRequest, libraryItemSchema, libraryListSchema, libraryQuery } from "@/lib/schemas/keep";
import { ownFile } from "../own-file";
import { defineRoute } from "../route";
import { presentFile, presentFiles } from "../serializers/library";

const file = [libraryItemSchema, "The file."] as const;

export const listLibrary = defineRoute({
  method: "GET",
  path: "/v1/library",
  access: "key",
  operationId: "listLibrary",
  tag: "media",
  summary: "List your files, newest first",
  zh: "列出你的文件，最新的在前",
  description:
    "What the key uploaded, and what its jobs fetched or made, while it is kept. Use a file in a job as `asset:<id>`.",
  query: libraryQuery,
  responses: { 200: [libraryListSchema, "A page of files."] },
  handler: async ({ query: { starred, ...filter }, key }) => {
    const { rows, hasMore, reached } = await filesOf({ ...filter, starred: starred === "true", keyId: key.id });
    const data = await presentFiles(rows);
    const lastId = reached ?? data.at(-1)?.id ?? null;
    return [200, { object: "list", data, firstId: data.at(0)?.id ?? null, lastId, hasMore }];
  },
});

export const getFile = defineRoute({
  method: "GET",
  path: "/v1/library/{id}",
  access: "key",
  operationId: "getFile",
  tag: "media",
  summary: "Get a file of your library",
  zh: "获取素材库中的文件",
  responses: { 200: file },
  resource: ownFile,
  handler: async ({ resource }) => [200, await presentFile(resource)],
});

export const changeFile = defineRoute({
  method: "PATCH",
  path: "/v1/library/{id}",
  access: "key",
  operationId: "changeFile",
  tag: "media",
  summary: "Name or star a file",
  zh: "给文件命名或加星",
  description: "A starred file is kept until its star is taken away.",
  body: changeFileRequest,
  examples: [{ name: "The pier at dawn", starred: true }],
  responses: { 200: file },
  resource: ownFile,
  handler: async (visit) => {
    await markFile(visit.resource.asset.id, visit.body);
    return [200, await presentFile(await ownFile(visit))];
  },
});

export const deleteFile = defineRoute({
  method: "DELETE",
  path: "/v1/library/{id}",
  access: "key",
  operationId: "deleteFile",
  tag: "media",
  summary: "Delete an upload that no job uses",
  zh: "删除没有任务使用的上传文件",
  responses: { 204: "The file is deleted." },
  errors: ["conflict"],
  resource: ownFile,
  handler: async ({ resource: { asset } }) => {
    if (asset.heldUntil === null) {
      throw new Problem("conflict", "A job made or fetched this file. It is removed with its job: delete the job.");
    }
    if (await removeUpload(asset.id)) return [204];
    throw new Problem("conflict", "A job uses this file. Delete the job first.");
  },
});
