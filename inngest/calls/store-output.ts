import { writeFile } from "node:fs/promises";
import { type Asset, findAsset } from "@/db/assets";
import type { AnyService } from "@/lib/define-service";
import { env } from "@/lib/env";
import { SendError } from "@/lib/http/client";
import { serviceClient } from "@/lib/http/clients";
import { isOurs, MediaError } from "@/lib/media";
import { parseDataUrl } from "@/lib/media/data-url";
import { type MediaSpec, mapMedia } from "@/lib/media/field";
import { isFileType } from "@/lib/media/file-types";
import { StorageError } from "@/lib/storage";
import { hashFile, prepareFile, storeFile, temporaryFile } from "../assets/store-file";
import { assetId, assetRef } from "./ledger";
import { keyHeaders } from "./service-request";

/**
 * A result that cannot be stored; `patience`: seconds in which fetching it again may help. `result_unusable`: the
 * service must fix it; `result_not_kept`: this server must.
 */
export class StoreOutputError extends Error {
  readonly code: "result_unusable" | "result_not_kept";
  readonly patience: number;
  /** The service has no file at its own URL. */
  readonly isGone: boolean;
  constructor(code: StoreOutputError["code"], message: string, patience: number, isGone = false) {
    super(message);
    this.name = "KeepError";
    this.code = code;
    this.patience = patience;
    this.isGone = isGone;
  }
}

/** Seconds in which a file that its service has just named may still appear or become complete. */
const notThereYet = 15;

/**
 * Stores every file of an output; returns the output with `asset:<id>` in their places. `base`: the service's URL, for
 * relative ones.
 */
export async function storeOutput(
  service: AnyService,
  output: Record<string, unknown>,
  { keyId, base }: { keyId: string; base: string | null },
) {
  const fetched = new Map<string, Promise<Asset>>(); // one file may be in two fields
  const read = service.output.safeParse(output);
  if (!read.success) {
    const [fault] = read.error.issues;
    const message = `The result is incomplete: ${fault?.path.join(".")}: ${fault?.message}`;
    throw new StoreOutputError("result_unusable", message, 0);
  }
  return mapMedia(service.output, read.data, async (named, { type, contentTypes }) => {
    const wanted = { type, contentTypes };
    const key = JSON.stringify([named, wanted]); // a GIF is stored as a file or as a video
    const known = fetched.get(key) ?? storeResult(service, named, { ...wanted, keyId, base });
    fetched.set(key, known);
    return assetRef((await known).id);
  });
}

type Wanted = MediaSpec & { keyId: string; base: string | null };

/**
 * Stores a result as its service names it: a URL, the file itself as a `data:` URL, or an asset stored from its answer.
 */
async function storeResult(service: AnyService, named: string, wanted: Wanted): Promise<Asset> {
  const { type, contentTypes, keyId, base } = wanted;
  if (named.startsWith("asset:")) {
    const asset = await findAsset(assetId(named));
    if (asset?.keyId === keyId && fits(asset, wanted)) return asset;
    const needed = contentTypes?.join(" or ") ?? type;
    const is = asset?.keyId === keyId ? `is ${asset.contentType}, not ${needed}` : "is not there";
    throw new StoreOutputError("result_unusable", `The file in the response ${is}`, 0);
  }
  if (named.startsWith("data:")) return storeFrom(`data:…`, wanted, (to) => writeDataUrl(named, to));
  const url = addressOf(named, base);
  const headers =
    base && URL.canParse(base) && new URL(base).origin === new URL(url).origin ? resultHeaders(service, base) : {};
  const maxBytes = env().MAX_UPLOAD_MB * 1024 * 1024;
  return storeFrom(url, wanted, async (to) => (await serviceClient().download({ url, to, maxBytes, headers })).sha256);
}

const fits = ({ type, contentType }: Asset, wanted: MediaSpec) =>
  type === wanted.type &&
  (!wanted.contentTypes || (isFileType(contentType) && wanted.contentTypes.includes(contentType)));

/** A vendor may serve its files only to its key. The pods' key is not sent for results. */
const resultHeaders = (service: AnyService, base: string) =>
  service.kind === "hosted" ? keyHeaders(service, base, false) : {};

async function writeDataUrl(url: string, to: string): Promise<string> {
  const data = parseDataUrl(url, env().MAX_UPLOAD_MB * 1024 * 1024);
  if (!data) throw new StoreOutputError("result_unusable", "The file in the response is not valid base64", 0);
  await writeFile(to, data.bytes);
  return hashFile(to);
}

/**
 * The URL of a file, which a service may name by its path alone. Throws StoreOutputError with the address when it is
 * not usable.
 */
function addressOf(named: string, base: string | null): string {
  const from = base && URL.canParse(base) ? `${base.replace(/\/+$/, "")}/` : undefined;
  const url = URL.canParse(named, from) ? new URL(named, from) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.href;
  throw new StoreOutputError("result_unusable", `The result has no usable URL: "${named.slice(0, 200)}"`, 0);
}

/** A URL without its query, which may be a secret. */
const shown = (url: string) => url.split(/[?#]/, 1)[0]?.slice(0, 200);

/** `receive` writes the file and returns its sha256. */
async function storeFrom(
  url: string,
  { type, contentTypes, keyId }: Omit<Wanted, "base">,
  receive: (to: string) => Promise<string>,
): Promise<Asset> {
  const file = temporaryFile();
  try {
    const sha256 = await receive(file.path);
    const prepared = await prepareFile(file.path, { keyId, sha256, expected: { type, contentTypes } });
    return (await storeFile(file.path, prepared, { keyId })).asset;
  } catch (error) {
    throw inWords(error, url);
  } finally {
    await file.remove().catch(() => {}); // the cleanup removes what is left
  }
}

function inWords(error: unknown, url: string): unknown {
  const patience = env().RESULT_TIMEOUT;
  const soon = Math.min(notThereYet, patience);
  if (error instanceof SendError) {
    const isNotThere = error.code === "protocol" && error.status !== null;
    const seconds = error.retryable ? patience : isNotThere ? soon : 0;
    return new StoreOutputError(
      "result_unusable",
      `Could not fetch the result from ${shown(url)}: ${error.message}`,
      seconds,
      error.status === 404,
    );
  }
  if (error instanceof MediaError && isOurs(error)) {
    return new StoreOutputError("result_not_kept", `Could not inspect the result: ${error.message}`, patience);
  }
  if (error instanceof MediaError) {
    return new StoreOutputError("result_unusable", `The result is unusable: ${error.message}`, soon);
  }
  if (error instanceof StorageError || isOfSystem(error)) {
    return new StoreOutputError("result_not_kept", `Could not store the result: ${error.message}`, patience);
  }
  return error;
}

/** System errors such as ENOSPC, of a file that is being received. */
const isOfSystem = (error: unknown): error is Error =>
  error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code));
