import type { Readable } from "node:stream";

/**
 * Storage for finished files. We make the keys (`ab/abcdef….mp4`), and a key's content never changes. Every method
 * throws StorageError: `bad_key` for an invalid key, or an error of the disk or the S3 server.
 */
export type Store = {
  kind: "disk" | "s3";
  /** A new path for a temporary file, on the same file system as the store. */
  tempPath(extension?: string): string;
  /**
   * Moves a finished local file to a key. It is atomic for readers and survives a crash once the promise resolves.
   * Repeating it is harmless, even when the first call already moved `file` away.
   */
  put(key: string, file: string, info: { contentType: string; sha256: string }): Promise<void>;
  /**
   * The total size and a stream of the bytes `start` to `end` inclusive (`end` is capped at the size, see
   * `parseRange`); null when the key does not exist. The caller must read the stream to its end or destroy it.
   */
  open(key: string, range?: { start: number; end: number }): Promise<{ size: number; stream: Readable } | null>;
  /** A temporary URL that accepts a file of exactly this type and length under a key. Buckets only. */
  presignPut?(
    key: string,
    file: { contentType: string; sizeBytes: number; seconds: number },
  ): Promise<{ url: string; headers: Record<string, string> }>;
  /** A temporary URL that serves the file. Buckets only. */
  presignGet?(key: string, options: { seconds: number }): Promise<string>;
  stat(key: string): Promise<{ size: number; modifiedAt: Date } | null>;
  /** A missing key is no error. */
  remove(key: string): Promise<void>;
  /** Every key and when it was last put, in no particular order, without temporary files. */
  list(): AsyncIterable<{ key: string; modifiedAt: Date }>;
  /**
   * A local path of the file, valid until `use` ends: the file itself on disk, a copy with S3. `signal` ends the
   * download of the copy.
   */
  withLocalFile<T>(key: string, use: (path: string) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Resolves when files can be stored now; an S3 server has 2 s to answer. */
  check(): Promise<void>;
  /** Removes temporary files older than `olderThan`, which crashes left behind; returns their number. */
  sweepTemp(olderThan: Date): Promise<number>;
};

export type StorageErrorCode = "bad_key" | "no_such_file" | "disk_full" | "settings" | "unavailable" | "refused";

/** `settings`: the message names the setting to check. Only `unavailable` may pass with time. */
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

/** Returns the key; throws when it could escape the store or name another file (`..`, hidden files, `-i.mp4`). */
export function checkKey(key: string): string {
  if (key.length <= 200 && !key.endsWith(".part") && /^[a-z0-9_][a-z0-9._-]*(\/[a-z0-9_][a-z0-9._-]*)*$/.test(key)) {
    return key;
  }
  throw new StorageError("bad_key", `"${key.slice(0, 50)}" is not a key`);
}
