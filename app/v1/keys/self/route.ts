import { door } from "@/app/door";
import { presentKey } from "@/app/present/key";
import { keyNamed } from "../key-named";

/** The key that asks. No id is of this length. */
export const GET = door("key", async ({ key }) => Response.json(presentKey(await keyNamed(key.id))));
