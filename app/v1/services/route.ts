import { door } from "@/app/door";
import { presentWhole } from "@/app/present/list";
import { presentServices } from "@/app/present/service";

export const GET = door("key", async ({ key }) =>
  Response.json(await presentWhole(await presentServices({ withWords: key.role === "admin" }))),
);
