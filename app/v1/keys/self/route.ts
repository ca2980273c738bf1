import { keyNamed } from "@/server/api/key-named";
import { defineRoute } from "@/server/api/route";
import { presentKey } from "@/server/api/serializers/key";

/** The key of the request. No key id has the length of `self`. */
export const GET = defineRoute("key", async ({ key }) => Response.json(presentKey(await keyNamed(key.id))));
