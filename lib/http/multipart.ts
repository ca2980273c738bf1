import { parseDataUrl } from "../media/data-url";

/** Files of a form are in memory; the limit for inline files bounds their size. */
const mostBytes = 100 * 1024 * 1024;

/** Fields as a body of multipart/form-data. A value that is a `data:` URL becomes a file. */
export async function multipart(fields: Record<string, string>): Promise<{ type: string; body: Uint8Array }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    const file = value.startsWith("data:") ? parseDataUrl(value, mostBytes) : null;
    if (!file) form.set(name, value);
    else form.set(name, new Blob([new Uint8Array(file.bytes)], { type: file.contentType }), fileName(file.contentType));
  }
  const encoded = new Response(form);
  const body = new Uint8Array(await encoded.arrayBuffer());
  return { type: encoded.headers.get("content-type") ?? "multipart/form-data", body };
}

/** Vendors detect the format by the file extension: `audio/mpeg` becomes `file.mp3`. */
const endings: Record<string, string> = { mpeg: "mp3", "x-wav": "wav", "x-m4a": "m4a", quicktime: "mov" };
const fileName = (type: string) => {
  const format = type.split("/")[1] ?? "bin";
  return `file.${endings[format] ?? format}`;
};
