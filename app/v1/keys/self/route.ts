import { keyNamed } from "@/server/api/key-named";
import { defineRoute } from "@/server/api/route";
import { presentKey } from "@/server/api/serializers/key";

/** The key that asks. No id is of this length. */
export const GET = defineRoute("key", async ({ key }) => Response.json(presentKey(await keyNamed(key.id))));
