import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildIfNeeded } from "../supervisor/build";
import { familyOf, isRunning } from "../supervisor/process-table";
import { buildPrograms, programArguments } from "../supervisor/programs";
import { planStart } from "../supervisor/settings";
import { root } from "../supervisor/spawn";
import { CannotStart } from "../supervisor/startup-error";
import { startAll } from "../supervisor/supervisor";

/**
 * Wrong settings are reported before anything starts: one line per fault. The real command prints these lines alone, and
 * exits with code 1.
 */

let folder: string;
let file: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nextscene-start-"));
  file = join(folder, "file");
  writeFileSync(file, "");
  await Promise.all([buildIfNeeded({ PATH: process.env.PATH ?? "" }, () => {}), buildPrograms()]);
});
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const credential = "0123456789abcdef0123456789abcdef";
const remote = { WAN_I2V_URL: "https://example.com", SERVICE_API_KEY: "key" };

/** Runs a command to its end, with only these settings. */
function run(args: string[], settings: Record<string, string>, cwd = root, uid?: number) {
  const env = { PATH: process.env.PATH, DATA_DIR: join(folder, "data"), ...settings } as unknown as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, args, { cwd, env, uid });
  started.push(child);
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  return new Promise<{ code: number | null; lines: string[] }>((resolve) =>
    child.once("close", (code) => resolve({ code, lines: output.trim().split("\n") })),
  );
}
const ports = { PORT: "14471", ENGINE_PORT: "14472", SANDBOX_PORT: "14473", WORK_PORT: "14474" };
const npmStart = (settings: Record<string, string>) =>
  run(["--import", "tsx", join(root, "cli/commands/start.ts")], {
    ...ports,
    ...settings,
  });

const severalFaults = {
  settings: { PUBLIC_URL: "nextscene.test", MAX_UPLOAD_MB: "-1" },
  lines: ["PUBLIC_URL: must be an http(s) URL", expect.stringMatching(/^MAX_UPLOAD_MB: /)],
};

// Each start of the command takes two seconds of the processor, so most of them are planned in this process.
test.each<[string, () => Record<string, string>, string[]]>([
  [
    "a setting that switches off signature checks",
    () => ({ INNGEST_DEV: "1", INNGEST_SIGNING_KEY: "abcd" }),
    ["INNGEST_DEV is set: it switches off signature checks. Unset it."],
  ],
  [
    "no signing key",
    () => ({ INNGEST_BASE_URL: "http://127.0.0.1:1" }),
    ["INNGEST_SIGNING_KEY is missing: set the signing key of your engine."],
  ],
  ["a short secret", () => ({ SECRET: "short" }), ["SECRET: must have at least 32 characters"]],
  ...["0.0.0.0/0", "::/0", "0.0.0.0/1:443", "10.0.0.0/8,[::]/0:80"].map(
    (networks): [string, () => Record<string, string>, string[]] => [
      `networks as wide as ${networks}`,
      () => ({ ALLOW_NETWORKS: networks }),
      [expect.stringMatching(/^ALLOW_NETWORKS: The network ".+\/[01](:\d+)?" is too wide: /)],
    ],
  ),
  ...["127.0.0.0/8", "127.0.0.1/32", "10.0.0.0/8,::1/128", "0.0.0.0/8"].map(
    (networks): [string, () => Record<string, string>, string[]] => [
      `all ports of this machine, as ${networks}`,
      () => ({ ALLOW_NETWORKS: networks }),
      [expect.stringMatching(/^ALLOW_NETWORKS: The network ".+" is this machine: name the port, /)],
    ],
  ),
  [
    "networks that are none",
    () => ({ ALLOW_NETWORKS: "localhost" }),
    [expect.stringMatching(/^ALLOW_NETWORKS: "localhost" is not a network: /)],
  ],
  [
    "ffmpeg missing",
    () => ({ FFMPEG_PATH: "/there/is/no/ffmpeg" }),
    ['FFMPEG_PATH is set to "/there/is/no/ffmpeg", which cannot be run.'],
  ],
  [
    "a folder that cannot be written to",
    () => ({ DATA_DIR: join(file, "data") }),
    [expect.stringMatching(/^DATA_DIR is ".+\/data", which cannot be written to \(ENOTDIR\): set it to a folder/)],
  ],
  [
    "a bucket without its keys",
    () => ({ S3_BUCKET: "media" }),
    ["S3_BUCKET is set: set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY as well."],
  ],
  [
    "inputs through a bucket that there is not",
    () => ({ WAN_I2V_INPUTS: "s3" }),
    ['WAN_I2V_INPUTS is "s3", but the media are not in a bucket: set S3_BUCKET.'],
  ],
  [
    "inputs in a way that there is not",
    () => ({ QWEN_VL_INPUTS: "mail" }),
    ['QWEN_VL_INPUTS is "mail": set it to url, inline or s3.'],
  ],
  [
    "buckets for callers without keys",
    () => ({ S3_DELIVERY_BUCKETS: "theirs" }),
    ["S3_DELIVERY_BUCKETS is set: set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY as well."],
  ],
  [
    "an address to listen on with a scheme",
    () => ({ HOST: "http://127.0.0.1" }),
    ["HOST: must be an address or a name alone, as 0.0.0.0"],
  ],
  [
    "an address to listen on that is another machine's",
    () => ({ HOST: "192.0.2.1" }),
    ['HOST is "192.0.2.1", which is not an address of this machine: set it to one, or to 0.0.0.0.'],
  ],
  ...["example.com:8000", "ftp://example.com", "https://example.com, pod:8000", "https://me:word@example.com/"].map(
    (url): [string, () => Record<string, string>, string[]] => [
      `a service's address as ${url}`,
      () => ({ WAN_I2V_URL: url, SERVICE_API_KEY: "key" }),
      [expect.stringMatching(/^WAN_I2V_URL has "(?!.*word).+": give the service's address as http:\/\/… or https/)],
    ],
  ),
  [
    "a time-out as text",
    () => ({ WAN_I2V_TIMEOUT: "30 min" }),
    ['WAN_I2V_TIMEOUT is "30 min": give seconds, as 1800.'],
  ],
  ...["signkey-prod-xyz", "signkey-prod-abc", "signkey-prod-", "key abcd"].map(
    (key): [string, () => Record<string, string>, string[]] => [
      `a signing key as ${key}`,
      () => ({ INNGEST_BASE_URL: "http://127.0.0.1:1", INNGEST_SIGNING_KEY: key }),
      ["INNGEST_SIGNING_KEY: must be hexadecimal digits, an even number, after signkey-prod- or alone"],
    ],
  ),
  [
    "Inngest's addresses without a scheme",
    () => ({ INNGEST_BASE_URL: "inngest:8288", INNGEST_DEV: "false" }),
    ["INNGEST_BASE_URL: must be an http(s) URL", "INNGEST_DEV: must be 1 or an http(s) URL: leave it out otherwise"],
  ],
  [
    "a database's address without a scheme",
    () => ({ DATABASE_URL: "data/films.db" }),
    ["DATABASE_URL: must be file:… or the libsql, http(s) or ws(s) URL of a server"],
  ],
  [
    "an address of the app with a query",
    () => ({ PUBLIC_URL: "https://example.com/?a=b" }),
    ["PUBLIC_URL: must be an http(s) URL without a user name, `?` or `#`"],
  ],
  ["several faults at once", () => severalFaults.settings, severalFaults.lines],
])("%s: one line that says what to do, before anything starts", async (_, settings, lines) => {
  const refused = await planStart({ env: { DATA_DIR: join(folder, "data"), ...ports, ...settings() } }).catch(
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(CannotStart);
  expect(refused instanceof CannotStart && refused.message.split("\n")).toEqual(lines);
});

test.each([
  ["one", { INNGEST_DEV: "1", INNGEST_SIGNING_KEY: "abcd" }, [expect.stringMatching(/^INNGEST_DEV is set: /)]],
  ["several", severalFaults.settings, severalFaults.lines],
])("the command prints the lines of %s alone, and exits with code 1", async (_, settings, lines) => {
  expect(await npmStart(settings)).toEqual({ code: 1, lines });
});

describe("the settings in a file .env", () => {
  const settings = "PORT=14481\r\nSECRET=short\r\n";
  const withMark = `\ufeff${settings}`;
  const inFolder = (bytes: Buffer) => {
    const cwd = mkdtempSync(join(folder, "env-"));
    writeFileSync(join(cwd, ".env"), bytes);
    return run(["--import", import.meta.resolve("tsx"), join(root, "cli/commands/start.ts")], tsconfig, cwd);
  };
  const tsconfig = { TSX_TSCONFIG_PATH: join(root, "tsconfig.json") };

  test.each([
    ["UTF-8", Buffer.from(settings)],
    ["UTF-8 with a mark", Buffer.from(withMark)],
    ["UTF-16, as Windows writes it", Buffer.from(withMark, "utf16le")],
    ["UTF-16, the other way round", Buffer.from(withMark, "utf16le").swap16()],
  ])("are read: %s", async (_, bytes) => {
    expect(await inFolder(bytes)).toEqual({ code: 1, lines: ["SECRET: must have at least 32 characters"] });
  });

  test.each([
    ["UTF-16 without a mark", Buffer.from(settings, "utf16le")],
    ["invalid UTF-8", Buffer.from([0x53, 0xff, 0x3d, 0x31])],
  ])("are refused in one line: %s", async (_, bytes) => {
    expect(await inFolder(bytes)).toEqual({ code: 1, lines: [".env is not text in UTF-8: save it as UTF-8."] });
  });
});

const nobody = 65_534;
test.skipIf(process.getuid?.() !== 0)(
  "installed by one user and started by another, where it is not built: one line",
  async () => {
    const data = mkdtempSync(join(folder, "theirs-"));
    chownSync(data, nobody, nobody);
    chmodSync(folder, 0o755);
    const settings = {
      ...{ PUBLIC_URL: "http://localhost/never-built", DATA_DIR: data, HOME: data, TMPDIR: data },
      ...ports,
    };
    const { code, lines } = await run(["--import", "tsx", join(root, "cli/commands/start.ts")], settings, root, nobody);
    const said = `The app is not built for these settings, and ${root} cannot be written to (EACCES): run \`npm start\` there once as the user who installed it.`;
    expect({ code, lines }).toEqual({ code: 1, lines: [said] });
  },
);

test("a database that is not writable: one line without its address, and exit code 1", async () => {
  const { code, lines } = await npmStart({ DATABASE_URL: `file:${join(file, "token.db")}` });
  expect([code, lines.at(-1)]).toEqual([
    1,
    expect.stringMatching(/^The database of DATABASE_URL, by default in DATA_DIR, cannot be used: /),
  ]);
  expect(lines.join("\n")).not.toMatch(/token\.db|\n {4}at /);
});

test("the web process alone also refuses, and names every fault", async () => {
  const alone = (settings: Record<string, string>) =>
    run([...programArguments("web"), "--port", "14474"], { NODE_ENV: "production", ...settings });
  const { code, lines } = await alone({ INNGEST_DEV: "1", FFPROBE_PATH: "/there/is/no/ffprobe" });
  expect(code).toBe(1);
  const named = lines.filter((line) => /^[A-Z_]+ is /.test(line)).map((line) => line.split(" ")[0]);
  expect(named).toEqual(["INNGEST_DEV", "INNGEST_SIGNING_KEY", "SECRET", "SERVICE_API_KEY", "FFPROBE_PATH"]);
  const good = {
    ...{ INNGEST_SIGNING_KEY: `signkey-prod-${"ab".repeat(32)}`, SECRET: credential, SERVICE_API_KEY: "key" },
    ...{ SANDBOX_URL: "http://127.0.0.1:1", INNGEST_BASE_URL: "http://127.0.0.1:1" },
  };
  const unusable = /^The database of DATABASE_URL, by default in DATA_DIR, cannot be used: /;
  for (const [DATABASE_URL, why] of [
    [`file:${join(file, "token.db")}`, "EEXIST"],
    [`file:${join(folder, "empty.db")}`, "no such table"],
    ["http://127.0.0.1:59999", "ECONNREFUSED"],
  ] as const) {
    const refused = await alone({ ...good, DATABASE_URL });
    const said = refused.lines.filter((line) => unusable.test(line));
    expect([refused.code, said]).toEqual([1, [expect.stringContaining(why)]]);
    expect(said.join()).not.toContain("token.db");
  }
  expect(await alone({ SECRET: "short" })).toMatchObject({
    code: 1,
    lines: expect.arrayContaining(["SECRET: must have at least 32 characters"]),
  });
});

test("the app starts without remote servers that are down; the start and /health report them", {
  timeout: 300_000,
}, async () => {
  const printed: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (chunk: string | Uint8Array) => printed.push(String(chunk)) > 0;
  const s3 = { S3_BUCKET: "media", S3_ENDPOINT: "http://127.0.0.1:1", S3_ACCESS_KEY_ID: "id" };
  const env = { ...s3, ...remote, S3_SECRET_ACCESS_KEY: credential };
  const app = await startAll({ ports: "free", dataDir: join(folder, "away"), env }).finally(() => {
    process.stdout.write = write;
  });
  const pids = familyOf(Object.values(app.pids));
  try {
    const response = await fetch(`${app.url}/health`);
    const health = await response.json();
    const storage = "Media cannot be stored: check S3_BUCKET, S3_ENDPOINT and the S3 keys.";
    const unreachable =
      "The service runs on another machine and cannot reach PUBLIC_URL: set PUBLIC_URL to an address that it can reach.";
    expect([response.status, health]).toMatchObject([
      200,
      {
        status: "degraded",
        database: { status: "ok" },
        storage: { status: "down", message: storage },
        services: { "wan-i2v": { status: "down", message: unreachable }, "qwen-vl": { status: "ok" } },
      },
    ]);
    expect(printed.join("")).toContain(`storage: ${storage}`);
    expect(printed.join("")).toContain(`wan-i2v: ${unreachable}`);
  } finally {
    await app.stop();
  }
  expect(pids.filter(isRunning)).toEqual([]);
});
