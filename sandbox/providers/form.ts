import { Refusal } from "../service";
import type { Visit } from "./vendor";

/** The fields of a multipart body. Files become `data:` URLs; fields whose names end with [] are lists. */
export async function readForm({ request, bytes }: Visit): Promise<Record<string, string | string[]>> {
  const headers = { "content-type": request.headers["content-type"] ?? "" };
  const form = await new Response(new Uint8Array(bytes), { headers }).formData().catch(() => {
    throw new Refusal(400, "body: is not multipart/form-data");
  });
  const fields: Record<string, string | string[]> = {};
  for (const [name, value] of form) {
    const text =
      typeof value === "string"
        ? value
        : `data:${value.type};base64,${Buffer.from(await value.arrayBuffer()).toString("base64")}`;
    const list = fields[name] ?? [];
    fields[name] = name.endsWith("[]") ? [...(Array.isArray(list) ? list : [list]), text] : text;
  }
  return fields;
}
