import { readCsv, readJsonLines } from "@/inngest/batches/read-rows";
import type { GivenBatch } from "@/inngest/batches/submit-batch";
import { Problem } from "@/lib/errors";
import { batchRequest, batchUploadQuery } from "@/lib/schemas/batch";
import { checkJson } from "@/lib/schemas/json-safety";
import { readBody } from "@/lib/schemas/validation";
import type { RequestLike } from "../http/request-like";
import { isDryRun } from "./dry-run";
import { readQuery } from "./parse";
import { parseJson, readText, typeOf } from "./request-body";

/** The largest body of a batch: 8 MB. Larger files go up first and are named as `asset:<id>`. */
const mostBytes = 8 * 1024 * 1024;

/** A batch as JSON, or uploaded as CSV or JSON Lines, with its settings in the query. */
export async function readBatch(request: RequestLike, url: URL): Promise<{ given: GivenBatch; isDry: boolean }> {
  const type = typeOf(request);
  if (type === "application/json") {
    const isDry = isDryRun(url);
    const body = parseJson(await readText(request, mostBytes));
    checkSettings(body);
    const { requests, ...given } = readBody(batchRequest, body);
    return { given: { ...given, items: requests.map((request) => ({ request })) }, isDry };
  }
  const read = { "text/csv": readCsv, "application/x-ndjson": readJsonLines, "application/jsonl": readJsonLines }[
    type ?? ""
  ];
  if (!read) {
    const detail = "Send a batch as application/json, text/csv or application/x-ndjson (one JSON object per line).";
    throw new Problem("unsupported_media_type", detail);
  }
  const { model, dry_run, ...settings } = readQuery(batchUploadQuery, url);
  const items = await read(await readText(request, mostBytes), model);
  return { given: { ...settings, items, isUpload: true }, isDry: dry_run === "true" };
}

/** Refuses settings that cannot be stored. Each request is checked for itself, so that all faults are found. */
function checkSettings(body: unknown): void {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return;
  const { requests, ...settings }: Record<string, unknown> = { ...body };
  checkJson(Array.isArray(requests) ? settings : body);
}
