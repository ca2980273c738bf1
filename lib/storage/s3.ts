import { createReadStream, createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { createS3Client, isMissing, type S3Access, translateS3 } from "./s3-client";
import { checkKey, StorageError, type Store } from "./store";
import { createTempFolder } from "./temp-folder";

type Range = { start: number; end: number };

export type S3Options = S3Access & {
  bucket: string;
  /** A prefix of every key, for example `nextscene/`. */
  prefix?: string;
  /** The folder for temporary files. Default: one in the system's temporary folder. */
  tempDir?: string;
};

/** The normalized prefix: "" or a path that ends in "/". */
export function prefixOf(given = ""): string {
  const path = given.replace(/^\/+|\/+$/g, "");
  return path && `${path}/`;
}

/** A store in a bucket of S3 or a compatible server. Errors name the setting to check. */
export function createS3Store(options: S3Options): Store {
  const { bucket: Bucket, tempDir = join(tmpdir(), "nextscene") } = options;
  const prefix = prefixOf(options.prefix);
  const client = createS3Client(options);
  const temp = createTempFolder(tempDir);
  const at = (key: string) => ({ Bucket, Key: prefix + checkKey(key) });
  const fail = (error: unknown): never => {
    throw translateS3(error, options, Bucket);
  };
  const failOrNull = (error: unknown) => (isMissing(error) ? null : fail(error));

  async function openFile(key: string, { range, signal }: { range?: Range; signal?: AbortSignal }) {
    if (range && range.end < range.start) throw new StorageError("refused", "The range ends before it starts");
    const Range = range && `bytes=${range.start}-${range.end}`;
    const command = new GetObjectCommand({ ...at(key), Range });
    const answer = await client.send(command, { abortSignal: signal }).catch(failOrNull);
    if (!answer) return null;
    if (!(answer.Body instanceof Readable)) throw new StorageError("refused", "S3 answered without a body");
    // Content-Range ends with the total size: "bytes 0-9/1000".
    const whole = answer.ContentRange?.split("/")[1];
    return { size: Number(whole ?? answer.ContentLength ?? 0), stream: answer.Body };
  }

  const store: Store = {
    kind: "s3",
    tempPath: temp.path,
    sweepTemp: temp.sweep,

    async check() {
      await client.send(new HeadBucketCommand({ Bucket }), { abortSignal: AbortSignal.timeout(2_000) }).catch(fail);
    },

    async put(key, file, { contentType, sha256 }) {
      const target = at(key);
      const found = await stat(file).catch(() => null);
      if (!found) {
        if (await store.stat(key)) return;
        throw new StorageError("no_such_file", "The file to keep is not there");
      }
      await uploadFile(client, { ...target, ContentType: contentType, Metadata: { sha256 } }, file).catch(fail);
      await rm(file, { force: true });
    },

    open: (key, range) => openFile(key, { range }),

    async presignPut(key, { contentType, sizeBytes, seconds }) {
      const command = new PutObjectCommand({ ...at(key), ContentType: contentType, ContentLength: sizeBytes });
      const signableHeaders = new Set(["content-type", "content-length"]);
      const url = await getSignedUrl(client, command, { expiresIn: seconds, signableHeaders }).catch(fail);
      return { url, headers: { "content-type": contentType, "content-length": String(sizeBytes) } };
    },

    presignGet: (key, { seconds }) =>
      getSignedUrl(client, new GetObjectCommand(at(key)), { expiresIn: seconds }).catch(fail),

    async stat(key) {
      const answer = await client.send(new HeadObjectCommand(at(key))).catch(failOrNull);
      return answer && { size: answer.ContentLength ?? 0, modifiedAt: answer.LastModified ?? new Date() };
    },

    async remove(key) {
      await client.send(new DeleteObjectCommand(at(key))).catch(failOrNull);
    },

    async *list() {
      let ContinuationToken: string | undefined;
      do {
        const page = await client
          .send(new ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken }))
          .catch(fail);
        for (const { Key, LastModified } of page.Contents ?? []) {
          if (Key) yield { key: Key.slice(prefix.length), modifiedAt: LastModified ?? new Date() };
        }
        ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (ContinuationToken);
    },

    async withLocalFile(key, use, signal) {
      const file = await openFile(key, { signal });
      if (!file) throw new StorageError("no_such_file", `There is no file "${key}"`);
      const path = temp.path(extname(key).slice(1));
      try {
        await pipeline(file.stream, createWriteStream(path), { signal }).catch(fail);
        const { size } = await stat(path);
        if (size !== file.size) throw new StorageError("unavailable", "S3 sent less than the file");
        return await use(path);
      } finally {
        await rm(path, { force: true });
      }
    },
  };
  return store;
}

/** Streams a file to S3, in parts when it is large; an object appears only when it is complete. */
export async function uploadFile(
  client: S3Client,
  target: { Bucket: string; Key: string; ContentType: string; Metadata?: Record<string, string> },
  file: string,
): Promise<void> {
  const Body = createReadStream(file);
  try {
    await new Upload({ client, params: { ...target, Body }, queueSize: 2, leavePartsOnError: false }).done();
  } finally {
    Body.destroy();
  }
}
