import type { Output } from "../schemas/job";
import { ApiError } from "./api-error";
import { type Ask, addressAt, type ClientOptions } from "./request";

export type UploadOptions = {
  /** The media type, for example `image/jpeg`. Default: the Blob's own type. */
  type?: string;
  /** What it will be used as: `file` keeps a GIF as it is. */
  as?: Output["type"];
  /** The file's name in the library. Default: the name of a `File`. */
  name?: string;
  signal?: AbortSignal;
  /** Receives the uploaded share, 0 to 1. In browsers only: `fetch` reports no upload progress. */
  onProgress?: (done: number) => void;
};

/** Uploads one file. The same bytes always give the same asset, so it is safe to repeat. */
export async function upload(
  ask: Ask,
  options: ClientOptions,
  file: Blob | Uint8Array<ArrayBuffer>,
  {
    type,
    as,
    name = file instanceof Blob && "name" in file ? String(file.name) : "",
    signal,
    onProgress,
  }: UploadOptions,
): Promise<Output> {
  const contentType = type || (file instanceof Blob && file.type) || "application/octet-stream";
  const query = new URLSearchParams({ ...(as && { type: as }), ...(name.trim() && { name: shortened(name) }) });
  const path = `${query}` ? `/v1/uploads?${query}` : "/v1/uploads";
  if (onProgress && "XMLHttpRequest" in globalThis) {
    return uploadWatched(addressAt(options.url, path), { ...options, file, contentType, onProgress, signal });
  }
  const response = await ask(path, {
    method: "POST",
    headers: { "content-type": contentType },
    body: file,
    signal,
    isSafe: true,
    isStream: true, // as long as it takes
  });
  return response.json();
}

/** At most 120 characters, as the API takes them: the end has the extension. */
const shortened = (name: string) => (name.trim().length <= 120 ? name.trim() : name.trim().slice(-120).trim());

type Watched = Pick<ClientOptions, "key" | "signal"> & {
  file: Blob | Uint8Array<ArrayBuffer>;
  contentType: string;
  onProgress: (done: number) => void;
};

function uploadWatched(address: URL, { key, file, contentType, onProgress, signal }: Watched): Promise<Output> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("content-type", contentType);
    if (key) request.setRequestHeader("x-api-key", key);
    request.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0);
    request.onload = () => {
      if (request.status < 300) return resolve(JSON.parse(request.responseText));
      reject(new ApiError(request.status, problemIn(request.responseText)));
    };
    request.onerror = () => reject(new ApiError(0, { detail: `${address.origin} does not answer.` }));
    request.onabort = () => reject(signal?.reason ?? new ApiError(0, { detail: "Stopped." }));
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function problemIn(text: string): Record<string, never> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
