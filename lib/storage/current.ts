import { env, listed } from "../env";
import { createDiskStore, createS3Store, prefixOf, type S3Access, type S3Delivery, type Store } from "./";

let opened: Store | undefined;

/** The configured media store: the bucket if one is set, else a folder of `DATA_DIR`. */
export function store(): Store {
  opened ??= open();
  return opened;
}

function open(): Store {
  const { S3_BUCKET, S3_PREFIX } = env();
  if (!S3_BUCKET) return createDiskStore({ dir: mediaFolder() });
  const access = s3Access();
  if (!access) throw new Error("S3_BUCKET is set: set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY as well.");
  return createS3Store({ ...access, bucket: S3_BUCKET, prefix: S3_PREFIX });
}

const mediaFolder = () => `${env().DATA_DIR}/media`;

/** Where our credentials may write results for callers; undefined when no bucket is open to them. */
export function s3Delivery(): S3Delivery | undefined {
  const { S3_DELIVERY_BUCKETS, S3_BUCKET, S3_PREFIX } = env();
  const access = s3Access();
  const own = S3_BUCKET ? { bucket: S3_BUCKET, prefix: prefixOf(S3_PREFIX) } : null;
  return access && { ...access, buckets: listed(S3_DELIVERY_BUCKETS), own };
}

/** Access to the configured S3 server; undefined when no credentials are set. */
function s3Access(): S3Access | undefined {
  const { S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = env();
  if (!S3_ACCESS_KEY_ID || !S3_SECRET_ACCESS_KEY) return undefined;
  return {
    endpoint: S3_ENDPOINT,
    region: S3_REGION,
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: S3_SECRET_ACCESS_KEY,
  };
}
