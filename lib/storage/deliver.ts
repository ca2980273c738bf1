import { SendError, type Sender } from "../send";
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
  sender: Sender;
  /** Our credentials for `s3://`; without them such an address is refused. */
  s3?: S3Access;
  timeoutMs?: number;
};

/**
 * Brings a result to the address the caller named and returns where it is now: the `s3://` address of the object, or the
 * PUT URL without its query, which holds the signature. Throws StorageError or SendError.
 */
export async function uploadToAddress(delivery: Delivery): Promise<string> {
  return delivery.address.startsWith("s3://") ? putIntoBucket(delivery) : putByUrl(delivery);
}

async function putIntoBucket({ address, file, name, contentType, s3 }: Delivery): Promise<string> {
  const target = parseS3Address(address, name);
  if (!target) throw new StorageError("refused", "The s3Url is not of the form s3://bucket/prefix/");
  if (!s3)
    throw new StorageError("settings", "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are needed for an s3:// address");
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

/** Bucket and key of an `s3://` address; one that ends in "/", or names only a bucket, is a folder for `name`. */
export function parseS3Address(address: string, name: string): { bucket: string; key: string } | null {
  const parts = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(address);
  const [, bucket, path = ""] = parts ?? [];
  if (!bucket || path.split("/").some((part) => part === ".." || part === ".")) return null;
  const key = path === "" || path.endsWith("/") ? path + name : path;
  return Buffer.byteLength(key) > 1024 ? null : { bucket, key };
}
