export { type Delivery, type S3Delivery, targetOf, uploadToAddress, wordsForCallers } from "./deliver";
export { createDiskStore } from "./disk";
export { parseRange, type Range } from "./range";
export { createS3Store, prefixOf, type S3Options } from "./s3";
export type { S3Access } from "./s3-client";
export { type FileClaim, signFile, verifyFile } from "./signature";
export { StorageError, type StorageErrorCode, type Store } from "./store";
