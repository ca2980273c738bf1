import type { Readable } from "node:stream";

/**
 * Where finished files live. A key is made by us (`ab/abcdef….mp4`) and its content never changes. Every method throws
 * StorageError: `bad_key` for a key that is none, and whatever the disk or the S3 server refuses.
 */
export type Store = {
  kind: "disk" | "s3";
  /** A new path for a file under way, on the file system `put` moves it within. */
  tempPath(extension?: string): string;
  /**
   * Moves a finished local file in under a key: a reader sees all of it or nothing, and after it resolves no crash loses
   * it. Doing it again is harmless, also when the first time was not heard of and `file` is gone already.
   */
  put(key: string, file: string, info: { contentType: string; sha256: string }): Promise<void>;
  /**
   * The whole size and a stream of the bytes `start` to `end` inclusive (`end` is cut to the size, see `parseRange`); null
   * when there is no such key. The stream must be read to its end or destroyed.
   */
  open(key: string, range?: { start: number; end: number }): Promise<{ size: number; stream: Readable } | null>;
  /**
   * An address that takes a file of exactly this type and length under a key, for a while, from whoever has it. Only a
   * bucket has such.
   */
  presignPut?(
    key: string,
    file: { contentType: string; sizeBytes: number; seconds: number },
  ): Promise<{ url: string; headers: Record<string, string> }>;
  /** An address that gives the file under a key, for a while, to whoever has it. Only a bucket has such. */
  presignGet?(key: string, options: { seconds: number }): Promise<string>;
  stat(key: string): Promise<{ size: number; modifiedAt: Date } | null>;
  /** No error when there is none. */
  remove(key: string): Promise<void>;
  /** Every key and when it was last put, in no order, for the sweeper. Files under way are not among them. */
  list(): AsyncIterable<{ key: string; modifiedAt: Date }>;
  /** A local path to read a file by, valid until `use` ends: the file itself on disk, a copy with S3. */
  withLocalFile<T>(key: string, use: (path: string) => Promise<T>): Promise<T>;
  /** Resolves when files can be kept now; an S3 server is given 2 s to say so. */
  check(): Promise<void>;
  /** Removes what crashes left at temporary paths before `olderThan`; says how many files that were. */
  sweepTemp(olderThan: Date): Promise<number>;
};

export type StorageErrorCode = "bad_key" | "no_such_file" | "disk_full" | "settings" | "unavailable" | "refused";

/** `settings`: the message names the setting to look at. `unavailable` may pass by itself, the others do not. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code: StorageErrorCode;
  readonly retryable: boolean;

  constructor(code: StorageErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.retryable = code === "unavailable" || code === "disk_full";
  }
}

/** Returns the key; throws when it could mean anything but one file below the store (`..`, hidden files, `-i.mp4`). */
export function checkKey(key: string): string {
  if (key.length <= 200 && !key.endsWith(".part") && /^[a-z0-9_][a-z0-9._-]*(\/[a-z0-9_][a-z0-9._-]*)*$/.test(key)) {
    return key;
  }
  throw new StorageError("bad_key", `"${key.slice(0, 50)}" is not a key`);
}
