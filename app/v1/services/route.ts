import { defineRoute } from "@/server/api/route";
import { presentWhole } from "@/server/api/serializers/page";
import { presentServices } from "@/server/api/serializers/service";

export const GET = defineRoute("key", async ({ key }) =>
  Response.json(await presentWhole(await presentServices({ withWords: key.role === "admin" }))),
);
