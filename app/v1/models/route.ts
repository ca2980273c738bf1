import { door } from "@/app/door";
import { presentWhole } from "@/app/present/list";
import { presentModels } from "@/app/present/model";

export const GET = door("key", async () => Response.json(await presentWhole(await presentModels())));
