import { defineRoute } from "@/server/api/route";
import { presentModels } from "@/server/api/serializers/model";
import { presentWhole } from "@/server/api/serializers/page";

export const GET = defineRoute("key", async () => Response.json(await presentWhole(await presentModels())));
