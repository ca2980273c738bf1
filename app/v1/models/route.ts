import { door } from "@/app/door";
import { presentModels } from "@/app/present/model";

export const GET = door("key", async () => Response.json({ object: "list", data: await presentModels() }));
