import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { familyOf, procFile } from "@/cli/supervisor/process-table";
import { type Output, outputSchema } from "@/lib/schemas/job";
import { startApp, type TestApp } from "@/testing/app";
import type { Measurement } from "./measurement";

const megabyte = 1024 * 1024;
const megabytes = 500;

/** One upload and one download of 500 MB: the speed, and the additional memory of the web process. */
export async function measureTransfer(): Promise<Measurement[]> {
  const testApp = await startApp();
  try {
    const file = join(testApp.dataDir, "large.wav");
    await writeSound(file);
    // The first transfers also load code, and let the process grow to its usual size.
    await download(testApp, (await upload(testApp, await smallerSound(testApp))).url);
    const before = memoryOf(testApp);
    let peak = before;
    const watching = setInterval(() => {
      peak = Math.max(peak, memoryOf(testApp));
    }, 100);
    const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
      const from = performance.now();
      return [await work(), megabytes / ((performance.now() - from) / 1000)];
    };
    const [asset, up] = await timed(() => upload(testApp, file));
    const [bytes, down] = await timed(() => download(testApp, asset.url));
    clearInterval(watching);
    if (bytes !== asset.sizeBytes) throw new Error(`${asset.sizeBytes} bytes went up, ${bytes} came down.`);
    const per500 = (speed: number) => [megabytes / speed];
    return [
      { what: "upload of 500 MB, with its inspection", unit: "s", digits: 1, aim: 10, values: per500(up) },
      { what: "download of 500 MB", unit: "s", digits: 1, aim: 5, values: per500(down) },
      { what: "additional memory of the web process", unit: "MB", digits: 0, aim: 60, values: [peak - before] },
    ];
  } finally {
    await testApp.close();
  }
}

/** The largest process of the web's family, so that ffprobe's memory does not count. */
const memoryOf = ({ app }: TestApp) =>
  Math.max(
    ...familyOf([app.pids.web ?? 0]).map((pid) => Number(/^VmRSS:\s+(\d+)/m.exec(procFile(pid, "status"))?.[1] ?? 0)),
  ) / 1024;

function upload({ api }: TestApp, file: string): Promise<Output> {
  return new Promise((resolve, reject) => {
    const headers = { "x-api-key": api.key, "content-type": "audio/wav" };
    const sending = request(`${api.url}/v1/uploads`, { method: "POST", headers }, async (answer) => {
      resolve(outputSchema.parse(await json(answer)));
    });
    pipeline(createReadStream(file), sending).catch(reject);
  });
}

async function download(_: TestApp, url: string): Promise<number> {
  const response = await fetch(url);
  let bytes = 0;
  for await (const chunk of response.body ?? []) bytes += chunk.length;
  return bytes;
}

async function smallerSound({ dataDir }: TestApp): Promise<string> {
  const file = join(dataDir, "smaller.wav");
  await writeSound(file, megabytes / 10);
  return file;
}

/** Silence, which is as large as any other sound: 16 bit stereo at 44.1 kHz. */
async function writeSound(path: string, length = megabytes): Promise<void> {
  const bytes = length * megabyte - 44;
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(bytes + 36, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(44_100, 24);
  header.writeUInt32LE(176_400, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(bytes, 40);
  const file = await open(path, "w");
  await file.write(header);
  await file.truncate(length * megabyte);
  await file.close();
}
