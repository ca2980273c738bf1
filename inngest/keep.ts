import type { Asset } from "@/db/assets";
import { env } from "@/lib/env";
import { MediaError } from "@/lib/media";
import { mapMedia } from "@/lib/media-field";
import { serviceSender } from "@/lib/outside";
import { SendError } from "@/lib/send";
import type { AnyService } from "@/lib/service";
import { keepFile, temporaryFile } from "./assets";
import { assetRef } from "./ledger";

/** A result that cannot be kept; `retryable` when fetching it again may work. */
export class KeepError extends Error {
  readonly retryable: boolean;
  constructor(message: string, retryable: boolean) {
    super(message);
    this.name = "KeepError";
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

async function fetchResult(url: string, type: string, keyId: string): Promise<Asset> {
  const file = temporaryFile();
  try {
    const maxBytes = env().MAX_UPLOAD_MB * 1024 * 1024;
    const { sha256 } = await serviceSender().download({ url, to: file.path, maxBytes });
    const { asset } = await keepFile(file.path, { keyId, sha256, expected: type });
    return asset;
  } catch (error) {
    if (error instanceof SendError) {
      throw new KeepError(`Its result could not be fetched: ${error.message}`, error.retryable);
    }
    if (error instanceof MediaError) throw new KeepError(`Its result cannot be used: ${error.message}`, false);
    throw error;
  } finally {
    await file.remove();
  }
}
