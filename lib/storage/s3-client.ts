import { S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { StorageError } from "./store";

export type S3Access = {
  /** Not set for AWS. */
  endpoint?: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
};

/** An S3 client with time limits: 5 s to connect, 30 s without a byte, three attempts. */
export function createS3Client({ endpoint, region, accessKeyId, secretAccessKey }: S3Access): S3Client {
  // Other vendors' servers support neither bucket host names nor the newer checksums in trailers.
  const elsewhere = endpoint && {
    endpoint,
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED" as const,
    responseChecksumValidation: "WHEN_REQUIRED" as const,
  };
  return new S3Client({
    region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 30_000 },
    ...elsewhere,
  });
}

export function isMissing(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  // A HEAD response has no body that tells a missing key from a missing bucket: 404 is taken for the key.
  return error.name === "NoSuchKey" || (error.$metadata.httpStatusCode === 404 && error.name !== "NoSuchBucket");
}

/** Converts an error of the S3 server or the SDK to one that names the setting to check. */
export function translateS3(error: unknown, { endpoint }: { endpoint?: string }, bucket: string): StorageError {
  if (error instanceof StorageError) return error;
  const options = { cause: error };
  const name = error instanceof Error ? error.name : "";
  const message = error instanceof Error ? error.message : String(error);
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  if (error instanceof Error && "code" in error && error.code === "ENOSPC") {
    return new StorageError("disk_full", "The disk for temporary files is full", options);
  }
  if (name === "NoSuchBucket") {
    return new StorageError("settings", `S3_BUCKET: there is no bucket "${bucket}"`, options);
  }
  if (name === "InvalidAccessKeyId") {
    return new StorageError("settings", "S3_ACCESS_KEY_ID: the S3 server does not know it", options);
  }
  if (name === "SignatureDoesNotMatch") {
    return new StorageError("settings", "S3_SECRET_ACCESS_KEY does not belong to S3_ACCESS_KEY_ID", options);
  }
  if (status === 403) {
    const settings = "S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_BUCKET";
    return new StorageError("settings", `${settings}: access to the bucket "${bucket}" is refused`, options);
  }
  if (status === 301 || name === "PermanentRedirect" || name === "AuthorizationHeaderMalformed") {
    return new StorageError("settings", `S3_REGION: the bucket "${bucket}" is in another region`, options);
  }
  if (status === undefined) {
    const where = endpoint ? `S3_ENDPOINT (${endpoint})` : "The S3 server";
    return new StorageError("unavailable", `${where} cannot be reached: ${message || name}`, options);
  }
  const passing = status >= 500 || status === 408 || status === 429;
  return new StorageError(passing ? "unavailable" : "refused", `S3 answered ${status}: ${name} ${message}`, options);
}
