import { door } from "@/app/door";
import { presentServices } from "@/app/present/service";

export const GET = door("key", async ({ key }) =>
  Response.json({ object: "list", data: await presentServices({ withWords: key.role === "admin" }) }),
);
