import { z } from "zod";
import { parseNetworks, refuseWholeMachine } from "./net/ssrf-guard";

/** The one place of the app that reads the environment. The README's configuration table is made from this schema. */

const url = z.url({ protocol: /^https?$/, error: "must be an http(s) URL" });
/** An address that others are built on. */
const base = z.string().superRefine((text, context) => {
  if (!isBase(text)) context.addIssue(`must be an http(s) URL${isWeb(text) ? " without a user name, `?` or `#`" : ""}`);
});
/** Where the app's own addresses begin: below such a path none could be told from another. */
const ownPlace = /^\/(_next|v1|api|cancel|files|health|jobs|reference|settings|sign-in|sign-in-needed)(\/|$)/;
const isWeb = (text: string) => url.safeParse(text).success;
const port = z.coerce.number().int().min(1).max(65535);
const megabytes = z.coerce.number().positive();
const limit = z.coerce.number().int().min(1).max(1_000_000);
const keep = z.coerce.number().positive().max(36_500);
const networks = z.string().superRefine((text, context) => {
  try {
    refuseWholeMachine(parseNetworks(listed(text)));
  } catch (error) {
    context.addIssue((error as Error).message);
  }
});
const origins = z.string().superRefine((text, context) => {
  for (const one of listed(text)) {
    if (one === "*" || (isWeb(one) && new URL(one).origin === one.toLowerCase().replace(/\/$/, ""))) continue;
    context.addIssue(`"${one.slice(0, 100)}" is not an origin: write https://app.example.com, or *`);
  }
});

export const envSchema = z.object({
  PORT: port.default(3000).meta({ description: "Port of the web app." }),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, "must be an address or a name alone, as 0.0.0.0")
    .default("127.0.0.1")
    .meta({ description: "Address the web app listens on; `0.0.0.0` to be reached from other machines." }),
  PUBLIC_URL: base
    .refine((text) => !isBase(text) || !ownPlace.test(new URL(text).pathname), {
      error: "must have a path that does not begin as one of the app's own, as /v1",
    })
    .refine((text) => !isBase(text) || /^(\/[\w.~-]+)*\/*$/.test(new URL(text).pathname), {
      error: "must have a path of letters, digits, - and _ alone",
    })
    .optional()
    .meta({
      description:
        "Where callers and services reach this app; file links and webhook addresses are built on it. Default: `http://localhost:PORT`, or the one address of `HOST`.",
    }),
  DATA_DIR: z.string().default("data").meta({ description: "Folder of the database file, the media and the secret." }),
  DATABASE_URL: z
    .string()
    .regex(/^(file:|(libsql|https?|wss?):\/\/.)/, "must be file:… or the libsql, http(s) or ws(s) URL of a server")
    .optional()
    .meta({
      description:
        "libSQL database: `file:…` or a server's URL. A file has one web process; several share a server. Default: a file in `DATA_DIR`.",
    }),
  DATABASE_AUTH_TOKEN: z.string().optional().meta({ description: "Token of a libSQL server.", secret: true }),
  DATABASE_SYNC: z.enum(["full", "normal"]).default("full").meta({
    description:
      "`full`: a change in a database file is on the disk before anything follows it. `normal` is faster, but after a power cut paid work may be submitted again.",
  }),
  DATABASE_WAIT_SECONDS: z.coerce.number().positive().max(600).default(10).meta({
    description:
      "Seconds that a request waits for the database (a file that another process has locked, a server that is silent), before it is answered 503.",
  }),
  SECRET: z.string().min(32, "must have at least 32 characters").optional().meta({
    description:
      "Signs file links and sessions; 32 characters or more. Made once and kept in `DATA_DIR` by `npm start`.",
    secret: true,
  }),
  SERVICE_API_KEY: z.string().min(1).optional().meta({
    description:
      "Sent to every model service as `X-API-Key`. A place that a service names gets it over https at the service's own host or a subdomain of it, or within `SERVICE_NETWORKS`.",
    secret: true,
  }),
  SANDBOX_URL: base.optional().meta({
    description:
      "Base of the stand-in services; each service without a URL of its own is found below it. Set by `npm start`.",
  }),
  WORK_URL: z.string().default("").meta({
    description: "Work processes that run the local services, comma separated. Set by `npm start`, which starts one.",
  }),
  WORK_HOST: z.string().default("127.0.0.1").meta({ description: "Address a work process listens on." }),
  WORK_PORT: port.default(8291).meta({ description: "Port of a work process." }),
  WORK_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .optional()
    .meta({ description: "Processors that local work may use at once. Default: all but one." }),
  SERVICE_CANCEL_METHOD: z
    .enum(["POST", "DELETE", "PUT", "GET"])
    .default("POST")
    .meta({ description: "HTTP method of the services' cancel route." }),
  ALLOW_NETWORKS: networks.default("").meta({
    description:
      "Private addresses that callers may name, for media, webhooks and deliveries: `cidr` or `cidr:port`, comma separated. Those of this machine need their port.",
  }),
  SERVICE_NETWORKS: networks.default("").meta({
    description:
      "Private addresses that only the services' answers may name, written likewise: a pod's own place, a result elsewhere. Where a service is set to be needs no entry.",
  }),
  UNKNOWN_STATUS_GRACE: z.coerce.number().min(0).max(86_400).default(60).meta({
    description:
      "Seconds until a result is used whose service named it beside a status that the app does not know, and said nothing clearer since.",
  }),
  RESULT_TIMEOUT: z.coerce.number().positive().max(86_400).default(600).meta({
    description: "Seconds for which the files of a service's result are fetched again while that fails.",
  }),
  ALLOW_ORIGINS: origins.default("").meta({
    description:
      "Web pages elsewhere that may use the API with a key, as `https://app.example.com`, comma separated; `*`: all. Never with a session of the studio.",
  }),
  S3_BUCKET: z.string().optional().meta({ description: "Keeps the media in this bucket instead of `DATA_DIR`." }),
  S3_ENDPOINT: url.optional().meta({ description: "Address of an S3 server that is not AWS." }),
  S3_REGION: z.string().default("us-east-1").meta({ description: "Region of the bucket." }),
  S3_PREFIX: z.string().default("").meta({
    description:
      "Put before every key in the bucket. Each installation needs its own: it removes files that it does not know.",
  }),
  S3_ACCESS_KEY_ID: z.string().optional().meta({ description: "S3 credentials." }),
  S3_SECRET_ACCESS_KEY: z.string().optional().meta({ description: "S3 credentials.", secret: true }),
  S3_DELIVERY_BUCKETS: z.string().default("").meta({
    description:
      "Buckets that a job's `s3Url` may name as `s3://bucket/prefix/`, comma separated: every key may write any file there, with these credentials. None: only presigned addresses.",
  }),
  FFMPEG_PATH: z.string().optional().meta({ description: "ffmpeg to use instead of the one found." }),
  FFPROBE_PATH: z.string().optional().meta({ description: "ffprobe to use instead of the one found." }),
  MAX_UPLOAD_MB: megabytes.default(512).meta({ description: "Largest upload and largest result of a service." }),
  UPLOAD_PACE_SECONDS: z.coerce
    .number()
    .positive()
    .max(3600)
    .default(30)
    .meta({ description: "An upload that brings less than 16 KB in this many seconds is ended." }),
  KEEP_TEMPORARY_HOURS: keep.default(24).meta({
    description:
      "Hours that uploads no job uses are kept, and what an ended job made on the way to its result, where the service does not let it be used again for longer.",
  }),
  KEEP_FINAL_DAYS: keep
    .default(30)
    .meta({ description: "Days that an ended job is kept, with its inputs and its result." }),
  KEY_REQUESTS_PER_MINUTE: limit
    .default(60)
    .meta({ description: "Submits an API key may make in a minute, where the key has no limit of its own." }),
  KEY_READS_PER_SECOND: limit.default(100).meta({
    description:
      "Reads (lists, jobs, films, stills …) an API key may make in a second, counted over ten seconds in each web process.",
  }),
  KEY_CONCURRENT_JOBS: limit
    .optional()
    .meta({ description: "Jobs a key may have under way at once, likewise. Default: any number." }),
  KEY_DAILY_BUDGET: z.coerce
    .number()
    .min(0)
    .max(1_000_000)
    .optional()
    .meta({ description: "USD a key may spend on a day (UTC), likewise. Default: any amount." }),
  KEY_UNUSED_UPLOADS_MB: megabytes
    .optional()
    .meta({ description: "MB that a key may keep in uploads which no job has used. Default: any amount." }),
  INNGEST_BASE_URL: base.optional().meta({
    description: "An Inngest server to run on; with none, `npm start` starts the embedded engine.",
  }),
  INNGEST_SIGNING_KEY: z
    .string()
    .regex(
      /^(signkey-\w+-)?([\da-f]{2})+$/i,
      "must be hexadecimal digits, an even number, after signkey-prod- or alone",
    )
    .optional()
    .meta({ description: "Signs what the engine and the app send each other.", secret: true }),
  INNGEST_SIGNING_KEY_FALLBACK: z
    .string()
    .optional()
    .meta({ description: "The previous signing key, accepted as well while you change it.", secret: true }),
  INNGEST_EVENT_KEY: z.string().optional().meta({ description: "Lets the app send events.", secret: true }),
  INNGEST_SERVE_ORIGIN: url.optional().meta({
    description:
      "Where the Inngest server reaches this app; the app registers its functions there. Default: `PUBLIC_URL`. Set by `npm start` for the embedded engine.",
  }),
  INNGEST_DEV: z
    .string()
    .refine((text) => text === "1" || isWeb(text), "must be 1 or an http(s) URL: leave it out otherwise")
    .optional()
    .meta({ description: "`1` or a URL: Inngest's Dev Server, without signatures. Refused in production." }),
  RECONCILE_SECONDS: z.coerce.number().positive().max(3600).default(15).meta({
    description: "Seconds between two comparisons of the open jobs with the engine.",
  }),
  SUBMIT_TIMEOUT: z.coerce
    .number()
    .positive()
    .max(3600)
    .default(30)
    .meta({ description: "Seconds that a service whose result comes by webhook may take to answer a submit." }),
  SILENT_AFTER: z.coerce.number().min(0).default(120).meta({
    description: "Seconds without a word of a service before a person is offered to submit again, at least.",
  }),
  SILENT_FACTOR: z.coerce.number().min(0).default(3).meta({
    description: "And at least this many times as long as the work usually takes, or as the service said.",
  }),
  CRASH_AT: z.string().optional().meta({
    description: "For tests only: names in `lib/failpoint.ts` where the web process kills itself, once each.",
  }),
  NODE_ENV: z
    .enum(["development", "production", "test"])
    .default("development")
    .meta({ description: "Set by `npm run dev`, `npm start` and `npm test`." }),
});

export type Env = z.infer<typeof envSchema> & { PUBLIC_URL: string; DATABASE_URL: string };

/** Whether a path can be put behind it. */
function isBase(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === "" && !/[?#]$/.test(text);
}

/** What a comma separated setting lists. */
export const listed = (text: string): string[] =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean);

let cached: Env | undefined;

/** The environment, checked on first use. Throws one sentence per setting that is wrong. */
export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}

/**
 * Makes the environment a plain object. Node asks the operating system for every variable that is read, and libraries read
 * all of them with each request.
 */
export function readEnvironmentOnce(): void {
  process.env = { ...process.env };
}

/** What a process needs to find its tools; nothing that is a secret. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  const names = ["PATH", "HOME", "LANG", "TZ", "TMPDIR", "FFMPEG_PATH", "FFPROBE_PATH", "FONTCONFIG_FILE"];
  const given = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]] as const] : []));
  return { NODE_ENV: "production", ...Object.fromEntries(given) };
}

export function readEnv(source: Source): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = envSchema.safeParse(given);
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
  }
  const { data } = parsed;
  return {
    ...data,
    PUBLIC_URL: (data.PUBLIC_URL ?? defaultUrl(data)).replace(/\/+$/, ""),
    DATABASE_URL: data.DATABASE_URL ?? `file:${data.DATA_DIR}/nextscene.db`,
  };
}

type Listening = { HOST: string; PORT: number };

/** Where a program on this machine reaches the web app, whatever its address for others is. */
export function localUrl({ HOST, PORT }: Listening): string {
  const host = ["0.0.0.0", "::"].includes(HOST) ? "127.0.0.1" : HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${PORT}`;
}

/** `localhost` where that leads to the app: browsers trust it like https. */
const defaultUrl = ({ HOST, PORT }: Listening): string =>
  ["0.0.0.0", "::", "127.0.0.1"].includes(HOST) ? `http://localhost:${PORT}` : localUrl({ HOST, PORT });

/**
 * `wan-i2v` → `WAN_I2V_URL`: the settings of one service. `URL`: its own base URLs; `TIMEOUT`: seconds until it failed;
 * `PRICE`: USD of one call (`0.35`), or of each second of the `duration` asked for (`0.1/s`); `INPUTS`: how it gets files.
 */
export const serviceSetting = (id: string, name: "URL" | "TIMEOUT" | "PRICE" | "INPUTS" = "URL") =>
  `${id.toUpperCase().replaceAll("-", "_")}_${name}`;

type Source = Record<string, string | undefined>;

/** Base URLs of a service: its own setting (comma separated), else the work processes or its place in the sandbox, else none. */
export function serviceUrls(
  { id, kind, hosted }: { id: string; kind: "pod" | "hosted" | "local"; hosted?: { url: string } },
  source: Source = process.env,
): string[] {
  const name = source[serviceSetting(id)] || kind !== "local" ? serviceSetting(id) : "WORK_URL";
  const own = listed(source[name] ?? "");
  const wrong = own.find((one) => !isBase(one));
  if (wrong) throw new Error(`${name} has "${shown(wrong)}": give the service's address as http://… or https://….`);
  const sandbox = kind === "pod" && source.SANDBOX_URL ? [`${source.SANDBOX_URL}/${id}`] : [];
  const urls = own.length > 0 ? own : hosted ? [hosted.url] : sandbox;
  return urls.map((base) => base.replace(/\/+$/, ""));
}

/** An address that is wrong, without the password that may stand in it. */
const shown = (address: string) => address.replace(/[^/@]*@/, "…@").slice(0, 100);

/** The key of a vendor's API; null when its setting is missing. */
export const hostedKey = ({ setting }: { setting: string }, source: Source = process.env): string | null =>
  source[setting]?.trim() || null;

/** Seconds until a call without an answer fails: the service's own setting, else what its file says. */
export function serviceTimeout(service: { id: string; timeout: number }, source: Source = process.env): number {
  const name = serviceSetting(service.id, "TIMEOUT");
  const own = source[name]?.trim();
  if (!own) return service.timeout;
  if (Number(own) > 0 && Number(own) < 1e9) return Number(own);
  throw new Error(`${name} is "${own}": give seconds, as 1800.`);
}

/** How a service is given files: `url` of ours, `inline` as `data:`, or by an address of the bucket (`s3`). */
export function serviceInputs(id: string, source: Source = process.env): "url" | "inline" | "s3" {
  const name = serviceSetting(id, "INPUTS");
  const own = source[name]?.trim() || "url";
  if (own === "url" || own === "inline" || own === "s3") return own;
  throw new Error(`${name} is "${own}": set it to url, inline or s3.`);
}

/** The price set for a service; null when none is. `perSecond`: of the `duration` that a call asks for. */
export function servicePrice(id: string, source: Source = process.env): { usd: number; perSecond: boolean } | null {
  const name = serviceSetting(id, "PRICE");
  const own = source[name]?.trim();
  if (!own) return null;
  const [, usd = "", second] = /^(\d{1,6}(?:\.\d{1,6})?)(\/s)?$/.exec(own) ?? [];
  if (!usd) throw new Error(`${name} is "${own}": give USD per call, as 0.35, or per second of video, as 0.1/s.`);
  return { usd: Number(usd), perSecond: second !== undefined };
}

/**
 * What production must not start with, one sentence each; empty when all is well.
 * `INNGEST_DEV` switches off signature checks, even with a signing key set.
 */
export function productionFaults(settings: Env): string[] {
  const faults: string[] = [];
  if (settings.INNGEST_DEV) faults.push("INNGEST_DEV is set: it switches off signature checks. Unset it.");
  if (!settings.INNGEST_SIGNING_KEY) faults.push("INNGEST_SIGNING_KEY is missing: set the signing key of your engine.");
  if (!settings.SECRET) faults.push("SECRET is missing: set 32 or more random characters.");
  if (!settings.SERVICE_API_KEY) faults.push("SERVICE_API_KEY is missing: set the key of your model services.");
  if (settings.S3_BUCKET && !(settings.S3_ACCESS_KEY_ID && settings.S3_SECRET_ACCESS_KEY)) {
    faults.push("S3_BUCKET is set: set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY as well.");
  }
  if (settings.S3_DELIVERY_BUCKETS && !(settings.S3_ACCESS_KEY_ID && settings.S3_SECRET_ACCESS_KEY)) {
    faults.push("S3_DELIVERY_BUCKETS is set: set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY as well.");
  }
  return faults;
}
