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
import { scalePicture } from "./scale-picture";

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
export async function resolveInputs(
  service: AnyService,
  input: Record<string, unknown>,
): Promise<{ input: Record<string, unknown>; note: string | null }> {
  const values = mediaValues(service.input, input);
  const assets = await findAssets(values.map(({ url }) => assetId(url)));
  const bytes = values.reduce((sum, { url }) => sum + (assets.get(assetId(url))?.sizeBytes ?? 0), 0);
  const pictures = [...assets.values()].filter(({ type }) => type === "image");
  const how = serviceInputs(service) ?? usualWay(service, bytes, pictures.length > 0);
  const most = service.takes?.inlineBytes ?? mostInline;
  // Own pods always receive the original files.
  const isScaled = service.kind === "hosted" && how === "inline" && bytes > most && pictures.length > 0;
  if (how === "inline" && !isScaled) refuseTooLarge(service, bytes);
  const notes = new Set<string>();
  const resolved = await mapMedia(service.input, input, (url) => {
    const asset = assets.get(assetId(url));
    if (!asset) return url;
    // Each file gets its share of what the service takes.
    if (isScaled && asset.type === "image")
      return scaled(service, asset, Math.floor((most * asset.sizeBytes) / bytes), notes);
    if (how === "inline") return inline(asset);
    return how === "s3" ? inBucket(asset) : fileUrl(asset).url;
  });
  return { input: resolved, note: [...notes].join(" ") || null };
}

/** A picture that the service can take, and a sentence about what was changed. */
async function scaled(service: AnyService, asset: Asset, most: number, notes: Set<string>): Promise<string> {
  const small = await scalePicture(asset, most);
  if (!small)
    throw new InputError(`${service.id} takes pictures of ${megabytes(most)} at most, and this one is larger.`);
  const size = `${megabytes(asset.sizeBytes)}, ${asset.width} pixels wide`;
  notes.add(
    `A picture (${size}) was sent to ${service.id} as a JPEG of ${megabytes(small.bytes.length)}, ${small.width} pixels wide: it takes ${megabytes(most)} at most.`,
  );
  return `data:image/jpeg;base64,${small.bytes.toString("base64")}`;
}

const megabytes = (many: number) => `${Math.round((many / 1024 / 1024) * 10) / 10} MB`;

/** Inline if the service accepts no URLs, or cannot reach ours and the files are small enough. */
function usualWay(service: AnyService, bytes: number, hasPictures: boolean): "url" | "inline" {
  const { takes } = service;
  if (!takes) return "url";
  const isReachable = serviceUrls(service).every((url) => canReach(url, env().PUBLIC_URL));
  // Where files only fit as URLs, the service may still reach ours.
  const mustBeUrl = takes.inlineBytes === 0 || (bytes > takes.inlineBytes && !hasPictures);
  return takes.url && (isReachable || mustBeUrl) ? "url" : "inline";
}

function refuseTooLarge({ id, takes }: AnyService, bytes: number): void {
  const most = takes?.inlineBytes ?? mostInline;
  if (bytes <= most) return;
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
