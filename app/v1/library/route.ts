import { listLibrary } from "@/db/library";
import { libraryQuery } from "@/lib/schemas/keep";
import { jsonAnswer } from "@/server/api/json-response";
import { readQuery } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentFiles } from "@/server/api/serializers/library";

export const GET = defineRoute("key", async ({ url, key }) => {
  const { starred, ...filter } = readQuery(libraryQuery, url);
  const { rows, hasMore, reached } = await listLibrary({ ...filter, starred: starred === "true", keyId: key.id });
  const data = await presentFiles(rows);
  return jsonAnswer({
    object: "list",
    data,
    firstId: data.at(0)?.id ?? null,
    lastId: reached ?? data.at(-1)?.id ?? null,
    hasMore,
  });
});
