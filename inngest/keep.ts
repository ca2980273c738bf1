import type { Asset } from "@/db/assets";
import { env } from "@/lib/env";
import type { MediaType } from "@/lib/job";
import { isOurs, MediaError } from "@/lib/media";
import { mapMedia } from "@/lib/media-field";
import { serviceSender } from "@/lib/outside";
import { SendError } from "@/lib/send";
import type { AnyService } from "@/lib/service";
import { StorageError } from "@/lib/storage";
import { keepFile, prepareFile, temporaryFile } from "./assets";
import { assetRef } from "./ledger";

/**
 * A result that cannot be kept; `retryable` when fetching it again may work. `result_unusable`: it is theirs to mend;
 * `result_not_kept`: ours.
 */
export class KeepError extends Error {
  readonly code: "result_unusable" | "result_not_kept";
  readonly retryable: boolean;
  constructor(code: KeepError["code"], message: string, retryable: boolean) {
    super(message);
    this.name = "KeepError";
    this.code = code;
    this.retryable = retryable;
  }
}

/** Fetches every file that an output names into our storage; the output with `asset:<id>` in their place. */
export async function keepOutput(service: AnyService, output: Record<string, unknown>, keyId: string) {
  const fetched = new Map<string, Promise<Asset>>(); // one file may stand in two fields
  return mapMedia(service.output, output, async (url, type) => {
    const known = fetched.get(url) ?? fetchResult(url, type, keyId);
    fetched.set(url, known);
    return assetRef((await known).id);
  });
}

async function fetchResult(url: string, type: MediaType, keyId: string): Promise<Asset> {
  const file = temporaryFile();
  try {
    const maxBytes = env().MAX_UPLOAD_MB * 1024 * 1024;
    const { sha256 } = await serviceSender().download({ url, to: file.path, maxBytes });
    const prepared = await prepareFile(file.path, { sha256, expected: type });
    return (await keepFile(file.path, prepared, { keyId })).asset;
  } catch (error) {
    throw inWords(error);
  } finally {
    await file.remove().catch(() => {}); // what is left goes with the sweeper
  }
}

function inWords(error: unknown): unknown {
  if (error instanceof SendError) {
    return new KeepError("result_unusable", `Its result could not be fetched: ${error.message}`, error.retryable);
  }
  if (error instanceof MediaError && isOurs(error)) {
    return new KeepError("result_not_kept", `Its result could not be looked at: ${error.message}`, true);
  }
  if (error instanceof MediaError) {
    return new KeepError("result_unusable", `Its result cannot be used: ${error.message}`, false);
  }
  if (error instanceof StorageError || isOfSystem(error)) {
    return new KeepError("result_not_kept", `Its result could not be stored: ${error.message}`, true);
  }
  return error;
}

/** Such as ENOSPC, of a file that is being received. */
const isOfSystem = (error: unknown): error is Error =>
  error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code));
