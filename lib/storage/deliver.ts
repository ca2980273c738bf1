import { type HttpClient, SendError } from "../http/client";
import { uploadFile } from "./s3";
import { createS3Client, type S3Access, translateS3 } from "./s3-client";
import { StorageError } from "./store";

export type Delivery = {
  /** The caller's `s3Url`: `s3://bucket/prefix/` (a folder), `s3://bucket/file.mp4` (a key) or a presigned PUT URL. */
  address: string;
  file: string;
  /** The file's name below a folder address. */
  name: string;
  contentType: string;
  sender: HttpClient;
  /** Required for `s3://` addresses; without it they are refused. */
  s3?: S3Delivery;
  timeoutMs?: number;
};

/**
 * Our S3 credentials. They write under any key of `buckets` that a caller names, but never below the prefix of our
 * `own` store.
 */
export type S3Delivery = S3Access & { buckets: readonly string[]; own: { bucket: string; prefix: string } | null };

/**
 * Uploads a result to the address that the caller named. Returns its final address: the `s3://` address of the object,
 * or the PUT URL without its query, which holds the signature. Throws StorageError or SendError.
 */
export async function uploadToAddress(delivery: Delivery): Promise<string> {
  return delivery.address.startsWith("s3://") ? putIntoBucket(delivery) : putByUrl(delivery);
}

async function putIntoBucket({ address, file, name, contentType, s3 }: Delivery): Promise<string> {
  const target = targetOf(address, name, s3);
  if (!s3) throw new StorageError("refused", noBuckets);
  const client = createS3Client(s3);
  try {
    await uploadFile(client, { Bucket: target.bucket, Key: target.key, ContentType: contentType }, file);
  } catch (error) {
    throw translateS3(error, s3, target.bucket);
  } finally {
    client.destroy();
  }
  return `s3://${target.bucket}/${target.key}`;
}

const noBuckets = "This server accepts no s3:// URLs: use a presigned PUT URL instead";

/**
 * The bucket and key of an `s3://` address. We write there with credentials that the caller does not have: so the
 * operator must have opened the bucket, and the key must not be in our own store. Throws StorageError `refused`.
 */
export function targetOf(
  address: string,
  name: string,
  s3: Pick<S3Delivery, "buckets" | "own"> | undefined,
): { bucket: string; key: string } {
  const refuse = (why: string) => new StorageError("refused", why);
  if (!s3 || s3.buckets.length === 0) throw refuse(noBuckets);
  const target = parseS3Address(address, name);
  if (!target) throw refuse("The s3Url must have the form s3://bucket/prefix/");
  const { bucket, key } = target;
  if (!s3.buckets.includes(bucket)) {
    throw refuse(`This server may not write to the bucket "${bucket}": use a presigned PUT URL instead`);
  }
  // Normalized as the most lenient server would read it.
  const plain = key.replace(/\/+/g, "/").replace(/^\//, "");
  if (s3.own?.bucket === bucket && plain.startsWith(s3.own.prefix)) {
    throw refuse("This prefix is reserved for the server's own files: use another prefix");
  }
  return target;
}

/** The message for the caller when a bucket refuses a file; the operator's log has the details. */
export function wordsForCallers(error: StorageError): string {
  if (error.code === "refused") return error.message;
  if (error.code === "settings") return "the bucket does not exist or does not let us write into it";
  if (error.code === "unavailable") return "the S3 server could not be reached";
  return "the file could not be read";
}

async function putByUrl({ address, file, contentType, sender, timeoutMs }: Delivery): Promise<string> {
  const headers = { "content-type": contentType };
  const { status } = await sender.upload({ url: address, file, headers, timeoutMs });
  if (status < 200 || status > 299) {
    const retryable = status >= 500 || status === 429;
    const message = `The s3Url answered ${status} to the upload`;
    throw new SendError("protocol", message, { delivered: "maybe", retryable, status });
  }
  const url = new URL(address);
  return url.origin + url.pathname;
}

/** Bucket and key of an `s3://` address. A path that ends in "/", or is empty, is a folder: `name` is appended. */
export function parseS3Address(address: string, name: string): { bucket: string; key: string } | null {
  const parts = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(address);
  const [, bucket, path = ""] = parts ?? [];
  if (!bucket || path.split("/").some((part) => part === ".." || part === ".")) return null;
  const key = path === "" || path.endsWith("/") ? path + name : path;
  return Buffer.byteLength(key) > 1024 ? null : { bucket, key };
}
