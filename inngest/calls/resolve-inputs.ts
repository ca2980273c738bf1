import { buffer } from "node:stream/consumers";
import { type Asset, findAssets } from "@/db/assets";
import type { AnyService } from "@/lib/define-service";
import { env, serviceInputs, serviceUrls } from "@/lib/env";
import { mapMedia, mediaValues } from "@/lib/media/field";
import { canReach } from "@/lib/net/reachability";
import { StorageError } from "@/lib/storage";
import { store } from "@/lib/storage/current";
import { fileUrl } from "@/lib/storage/file-url";
import { assetId } from "./ledger";

/** Most bytes of files that one request contains inline. */
const mostInline = 20 * 1024 * 1024;
/** Validity of the URLs given to services: the longest that our own file URLs allow. */
const seconds = 2 * 86_400;

/** The service cannot get an input in the way that the settings require. */
export class InputError extends Error {}

/**
 * The input with every asset in a form that the service can read: our URL, the file inline, or a URL of the bucket for
 * services that cannot reach us. Throws an InputError if files are too large.
 */
export async function resolveInputs(service: AnyService, input: Record<string, unknown>) {
  const values = mediaValues(service.input, input);
  const assets = await findAssets(values.map(({ url }) => assetId(url)));
  const bytes = values.reduce((sum, { url }) => sum + (assets.get(assetId(url))?.sizeBytes ?? 0), 0);
  const how = serviceInputs(service) ?? usualWay(service, bytes);
  if (how === "inline") refuseTooLarge(service, bytes);
  return mapMedia(service.input, input, (url) => {
    const asset = assets.get(assetId(url));
    if (!asset) return url;
    if (how === "inline") return inline(asset);
    return how === "s3" ? inBucket(asset) : fileUrl(asset).url;
  });
}

/** Inline if the service accepts no URLs, or cannot reach ours and the files are small enough. */
function usualWay(service: AnyService, bytes: number): "url" | "inline" {
  const { takes } = service;
  if (!takes) return "url";
  const isReachable = serviceUrls(service).every((url) => canReach(url, env().PUBLIC_URL));
  return takes.url && (isReachable || bytes > takes.inlineBytes) ? "url" : "inline";
}

function refuseTooLarge({ id, takes }: AnyService, bytes: number): void {
  const most = takes?.inlineBytes ?? mostInline;
  if (bytes <= most) return;
  const megabytes = (many: number) => `${Math.ceil(many / 1024 / 1024)} MB`;
  throw new InputError(
    `${id} receives its inputs inline, and these have ${megabytes(bytes)}; the limit is ${megabytes(most)}.`,
  );
}

async function inline({ storageKey, contentType }: Asset): Promise<string> {
  const opened = await store().open(storageKey);
  if (!opened) throw new InputError("An input file has expired and was deleted. Upload it again and start a new job.");
  return `data:${contentType};base64,${(await buffer(opened.stream)).toString("base64")}`;
}

async function inBucket({ storageKey }: Asset): Promise<string> {
  const { presignGet } = store();
  if (!presignGet) throw new StorageError("settings", "Inputs go through S3, but S3_BUCKET is not set");
  return presignGet(storageKey, { seconds });
}
