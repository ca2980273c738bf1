import type { RequestContext } from "./caller";
import { jsonAnswer } from "./json-response";

/** Answers with a document as JSON, or as Markdown for `Accept: text/markdown`. */
export function documentAnswer(
  request: Pick<RequestContext["request"], "headers">,
  { json, markdown }: { json: object; markdown: string },
): Response {
  const headers = { "cache-control": "private, no-store", vary: "accept" };
  if (!wantsMarkdown(request.headers.get("accept") ?? "")) return jsonAnswer(json, { headers });
  return new Response(markdown, { headers: { ...headers, "content-type": "text/markdown; charset=utf-8" } });
}

/** Whether Markdown is named before JSON. */
const wantsMarkdown = (accept: string) =>
  accept
    .split(",")
    .map((type) => type.split(";")[0]?.trim().toLowerCase())
    .find((type) => type === "text/markdown" || type === "application/json") === "text/markdown";
