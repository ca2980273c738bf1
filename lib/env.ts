import { z } from "zod";
import { parseNetworks, refuseWholeMachine } from "./net/ssrf-guard";

/**
 * The only place of the app that reads the environment. `npm run docs` makes the README's settings tables from this
 * schema.
 */

const url = z.url({ protocol: /^https?$/, error: "must be an http(s) URL" });
/** An address that other addresses are appended to. */
const base = z.string().superRefine((text, context) => {
  if (!isBase(text)) context.addIssue(`must be an http(s) URL${isWeb(text) ? " without a user name, `?` or `#`" : ""}`);
});
/** Paths of the app's own routes: below one of them, `PUBLIC_URL` would make addresses ambiguous. */
const ownPaths =
  /^\/(_next|v1|api|cancel|files|health|jobs|mcp|oembed|reference|s|settings|sign-in|sign-in-needed)(\/|$)/;
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

/** The headings of the README's settings tables, in order; each setting names its own in `.meta({ group })`. */
export const settingGroups = [
  "Server",
  "Database",
  "Storage",
  "Services",
  "Local work",
  "Keys and limits",
  "Notifications",
  "Inngest",
  "Tests",
] as const;

export const envSchema = z.object({
  PORT: port.default(3000).meta({ group: "Server", description: "Port of the web app." }),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, "must be an address or a name alone, as 0.0.0.0")
    .default("127.0.0.1")
    .meta({
      group: "Server",
      description: "Address the web app listens on. Use `0.0.0.0` to accept connections from other machines.",
    }),
  PUBLIC_URL: base
    .refine((text) => !isBase(text) || !ownPaths.test(new URL(text).pathname), {
      error: "must have a path that does not begin as one of the app's own, as /v1",
    })
    .refine((text) => !isBase(text) || /^(\/[\w.~-]+)*\/*$/.test(new URL(text).pathname), {
      error: "must have a path of letters, digits, - and _ alone",
    })
    .optional()
    .meta({
      group: "Server",
      description:
        "URL of this app for callers and services; the base of file links and webhook URLs. Default: `http://localhost:PORT`, or the address in `HOST`.",
    }),
  DATA_DIR: z
    .string()
    .default("data")
    .meta({ group: "Storage", description: "Folder for the database file, media and the generated secret." }),
  DATABASE_URL: z
    .string()
    .regex(/^(file:|(libsql|https?|wss?):\/\/.)/, "must be file:… or the libsql, http(s) or ws(s) URL of a server")
    .optional()
    .meta({
      group: "Database",
      description:
        "libSQL database: `file:…` or a server URL. A file allows one web process, a server several. Default: a file in `DATA_DIR`.",
    }),
  DATABASE_AUTH_TOKEN: z
    .string()
    .optional()
    .meta({ group: "Database", description: "Auth token of the libSQL server.", secret: true }),
  DATABASE_SYNC: z.enum(["full", "normal"]).default("full").meta({
    group: "Database",
    description:
      "`full` writes every change to disk before continuing. `normal` is faster, but after a power failure paid work may be submitted again.",
  }),
  DATABASE_WAIT_SECONDS: z.coerce.number().positive().max(600).default(10).meta({
    group: "Database",
    description: "Seconds a request waits for a locked or unreachable database before it returns 503.",
  }),
  SECRET: z.string().min(32, "must have at least 32 characters").optional().meta({
    group: "Server",
    description: "Signs file links and sessions; at least 32 characters. `npm start` generates one in `DATA_DIR`.",
    secret: true,
  }),
  SERVICE_API_KEY: z.string().min(1).optional().meta({
    group: "Services",
    description:
      "Sent to every service as `X-API-Key`. URLs in service responses receive it only over https on the service's own host or subdomains, or within `SERVICE_NETWORKS`.",
    secret: true,
  }),
  SANDBOX_URL: base.optional().meta({
    group: "Services",
    description: "Base URL of the sandbox, used for every service without its own URL. Set by `npm start`.",
  }),
  WORK_URL: z.string().default("").meta({
    group: "Local work",
    description:
      "URLs of the work processes that run local services, comma-separated. `npm start` runs one and sets this.",
  }),
  WORK_HOST: z
    .string()
    .default("127.0.0.1")
    .meta({ group: "Local work", description: "Address a work process listens on." }),
  WORK_PORT: port.default(8291).meta({ group: "Local work", description: "Port of a work process." }),
  WORK_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .optional()
    .meta({ group: "Local work", description: "CPU cores that local work may use at once. Default: all but one." }),
  SERVICE_CANCEL_METHOD: z
    .enum(["POST", "DELETE", "PUT", "GET"])
    .default("POST")
    .meta({ group: "Services", description: "HTTP method of the services' cancel endpoint." }),
  ALLOW_NETWORKS: networks.default("").meta({
    group: "Server",
    description:
      "Private networks that callers may use for media, webhooks and exports: `cidr` or `cidr:port`, comma-separated. Addresses of this machine need a port.",
  }),
  SERVICE_NETWORKS: networks.default("").meta({
    group: "Services",
    description:
      "Private networks (CIDR) that service responses may point to. Configured service URLs are always allowed.",
  }),
  UNKNOWN_STATUS_GRACE: z.coerce.number().min(0).max(86_400).default(60).meta({
    group: "Services",
    description: "Seconds to wait for a clearer status before using a result that came with an unknown status.",
  }),
  RESULT_TIMEOUT: z.coerce.number().positive().max(86_400).default(600).meta({
    group: "Services",
    description: "Seconds to keep retrying the download of a service's result files.",
  }),
  ALLOW_ORIGINS: origins.default("").meta({
    group: "Server",
    description:
      "Web origins that may call the API with a key (CORS), such as `https://app.example.com`, comma-separated; `*` allows all. Studio sessions are never shared.",
  }),
  S3_BUCKET: z
    .string()
    .optional()
    .meta({ group: "Storage", description: "Stores media in this bucket instead of `DATA_DIR`." }),
  S3_ENDPOINT: url.optional().meta({ group: "Storage", description: "URL of an S3-compatible server other than AWS." }),
  S3_REGION: z.string().default("us-east-1").meta({ group: "Storage", description: "Region of the bucket." }),
  S3_PREFIX: z.string().default("").meta({
    group: "Storage",
    description:
      "Prefix of every key in the bucket. Each installation needs its own, because it deletes unknown files under its prefix.",
  }),
  S3_ACCESS_KEY_ID: z.string().optional().meta({ group: "Storage", description: "S3 access key ID." }),
  S3_SECRET_ACCESS_KEY: z
    .string()
    .optional()
    .meta({ group: "Storage", description: "S3 secret access key.", secret: true }),
  S3_DELIVERY_BUCKETS: z.string().default("").meta({
    group: "Storage",
    description:
      "Buckets that a job's `s3Url` may name as `s3://bucket/prefix/`, comma-separated. Every API key can write any file there. Empty: only presigned URLs.",
  }),
  FFMPEG_PATH: z
    .string()
    .optional()
    .meta({ group: "Local work", description: "Path of ffmpeg, if not found automatically." }),
  FFPROBE_PATH: z
    .string()
    .optional()
    .meta({ group: "Local work", description: "Path of ffprobe, if not found automatically." }),
  SELFIE_MODEL_PATH: z.string().optional().meta({
    group: "Local work",
    description: "Path of the model that finds people, `selfie.onnx`. Default: the file in the repository.",
  }),
  U2NETP_MODEL_PATH: z.string().optional().meta({
    group: "Local work",
    description:
      "Path of the model that cuts out a person or a product, `u2netp.onnx`. Default: the file in the repository.",
  }),
  BLAZEFACE_MODEL_PATH: z.string().optional().meta({
    group: "Local work",
    description: "Path of the model that finds faces, `blazeface.onnx`. Default: the file in the repository.",
  }),
  ESPEAK_PATH: z.string().optional().meta({
    group: "Local work",
    description: "Path of espeak-ng, which speaks for `speech-local`, if not found automatically.",
  }),
  MAX_UPLOAD_MB: megabytes
    .default(512)
    .meta({ group: "Keys and limits", description: "Maximum size in MB of an upload or a service result." }),
  UPLOAD_PACE_SECONDS: z.coerce.number().positive().max(3600).default(30).meta({
    group: "Keys and limits",
    description: "Ends an upload that receives less than 16 KB in this many seconds.",
  }),
  KEEP_TEMPORARY_HOURS: keep.default(24).meta({
    group: "Storage",
    description: "Hours to keep unused uploads and intermediate files (longer while the service's cache needs them).",
  }),
  KEEP_FINAL_DAYS: keep
    .default(30)
    .meta({ group: "Storage", description: "Days to keep an ended job with its inputs and result." }),
  KEEP_DELETED_HOURS: z.coerce.number().min(0).max(36_500).default(24).meta({
    group: "Storage",
    description: "Hours in which a deleted job can be restored. 0 removes it and its files at once.",
  }),
  KEY_REQUESTS_PER_MINUTE: limit
    .default(60)
    .meta({ group: "Keys and limits", description: "Default limit of submits per minute and key." }),
  KEY_READS_PER_SECOND: limit.default(100).meta({
    group: "Keys and limits",
    description:
      "Limit of reads (lists, jobs, films, stills) per second and key, averaged over ten seconds in each web process.",
  }),
  SHARE_REQUESTS_PER_SECOND: limit.default(20).meta({
    group: "Keys and limits",
    description:
      "Limit of requests to shared pages and their media per second and address, averaged over ten seconds in each web process.",
  }),
  KEY_CONCURRENT_JOBS: limit
    .optional()
    .meta({ group: "Keys and limits", description: "Default limit of concurrent jobs per key. Empty: unlimited." }),
  KEY_DAILY_BUDGET: z.coerce
    .number()
    .min(0)
    .max(1_000_000)
    .optional()
    .meta({ group: "Keys and limits", description: "Default limit of USD per day (UTC) and key. Empty: unlimited." }),
  CHECK_RESULTS: z.stringbool().default(true).meta({
    group: "Local work",
    description:
      "Check the video or picture of each workflow before its job completes, where a request does not say (`quality`). Costs a few seconds of a processor.",
  }),
  BATCH_CONCURRENCY: limit.default(16).meta({
    group: "Keys and limits",
    description: "How many jobs of batches are in progress at once per key; the others wait for their turn.",
  }),
  KEY_UNUSED_UPLOADS_MB: megabytes
    .optional()
    .meta({ group: "Keys and limits", description: "Limit in MB of unused uploads per key. Empty: unlimited." }),
  SMTP_URL: z
    .string()
    .refine(isSmtp, "must be smtp://user:password@host:port, or smtps://… for TLS from the start")
    .optional()
    .meta({
      group: "Notifications",
      description: "Mail server for e-mails: `smtp://user:password@host:587`, or `smtps://…:465`. Needs `MAIL_FROM`.",
      secret: true,
    }),
  MAIL_FROM: z
    .string()
    .refine(isSender, "must be an address, such as films@example.com or Films <films@example.com>")
    .optional()
    .meta({
      group: "Notifications",
      description: "Sender of e-mails: `films@example.com` or `Films <films@example.com>`.",
    }),
  SLACK_WEBHOOK_URL: url.optional().meta({
    group: "Notifications",
    description:
      "Incoming webhook of the Slack channel that gets notifications. Pictures need a `PUBLIC_URL` with https.",
    secret: true,
  }),
  INNGEST_BASE_URL: base.optional().meta({
    group: "Inngest",
    description: "URL of an Inngest server. Empty: `npm start` runs the embedded engine.",
  }),
  INNGEST_SIGNING_KEY: z
    .string()
    .regex(
      /^(signkey-\w+-)?([\da-f]{2})+$/i,
      "must be hexadecimal digits, an even number, after signkey-prod- or alone",
    )
    .optional()
    .meta({ group: "Inngest", description: "Signs requests between the engine and the app.", secret: true }),
  INNGEST_SIGNING_KEY_FALLBACK: z
    .string()
    .optional()
    .meta({ group: "Inngest", description: "Previous signing key, also accepted during a rotation.", secret: true }),
  INNGEST_EVENT_KEY: z
    .string()
    .optional()
    .meta({ group: "Inngest", description: "Key for sending events to Inngest.", secret: true }),
  INNGEST_SERVE_ORIGIN: url.optional().meta({
    group: "Inngest",
    description:
      "URL at which the Inngest server reaches this app. Default: `PUBLIC_URL`. `npm start` sets it for the embedded engine.",
  }),
  INNGEST_DEV: z
    .string()
    .refine((text) => text === "1" || isWeb(text), "must be 1 or an http(s) URL: leave it out otherwise")
    .optional()
    .meta({
      group: "Inngest",
      description: "Uses Inngest's Dev Server without signatures: `1` or its URL. Not allowed in production.",
    }),
  RECONCILE_SECONDS: z.coerce.number().positive().max(3600).default(15).meta({
    group: "Inngest",
    description: "Seconds between two reconciliations of open jobs with the engine.",
  }),
  SUBMIT_TIMEOUT: z.coerce
    .number()
    .positive()
    .max(3600)
    .default(30)
    .meta({ group: "Services", description: "Seconds a service with webhooks may take to respond to a submit." }),
  FALLBACK_ON_MODERATION: z.stringbool().default(false).meta({
    group: "Services",
    description:
      "`true`: a request whose content a provider of a role refuses goes to the next provider. By default it ends the step.",
  }),
  SILENT_AFTER: z.coerce.number().min(0).default(120).meta({
    group: "Services",
    description: "Minimum seconds without a response from a service before a user can submit the request again.",
  }),
  SILENT_FACTOR: z.coerce.number().min(0).default(3).meta({
    group: "Services",
    description:
      "The wait before a user can submit again is also at least this many times the usual or announced duration.",
  }),
  CRASH_AT: z.string().optional().meta({
    group: "Tests",
    description: "For tests only: failpoints in `lib/failpoint.ts` at which the web process kills itself, once each.",
  }),
  NODE_ENV: z
    .enum(["development", "production", "test"])
    .default("development")
    .meta({ group: "Tests", description: "Set by `npm run dev`, `npm start` and `npm test`." }),
});

export type Env = z.infer<typeof envSchema> & { PUBLIC_URL: string; DATABASE_URL: string };

function isSmtp(text: string): boolean {
  if (!/^smtps?:\/\/[^\s]+$/.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname, search, hash } = new URL(text);
  return hostname !== "" && ["", "/"].includes(pathname) && `${search}${hash}` === "";
}

function isSender(text: string): boolean {
  const named = /^[^<>\r\n"]{0,100}<([^<>]*)>$/.exec(text);
  return z.email().safeParse(named?.[1] ?? text).success;
}

/** Whether a path can be appended to this URL. */
function isBase(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === "" && !/[?#]$/.test(text);
}

/** The items of a comma-separated setting. */
export const listed = (text: string): string[] =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean);

let cached: Env | undefined;

/** The environment, validated on first use. Throws one sentence per invalid setting. */
export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}

/**
 * Sets what Next has as a constant in its build (next.config.js): the path that `basePathOf` finds in `PUBLIC_URL`. To be
 * called before `server/http/base-path.ts` is loaded.
 */
export function provideBasePath(basePathOf: (publicUrl: string | undefined) => string): void {
  Object.assign(process.env, { NEXT_PUBLIC_BASE_PATH: basePathOf(process.env.PUBLIC_URL) });
}

/**
 * Replaces `process.env` by a plain object. Reading a variable is a system call, and libraries read all of them for
 * each request.
 */
export function readEnvironmentOnce(): void {
  process.env = { ...process.env };
}

/** The environment that tools need; contains no secrets. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  const models = ["SELFIE_MODEL_PATH", "U2NETP_MODEL_PATH", "BLAZEFACE_MODEL_PATH"];
  const tools = ["FFMPEG_PATH", "FFPROBE_PATH", "ESPEAK_PATH", "FONTCONFIG_FILE"];
  const names = ["PATH", "HOME", "LANG", "TZ", "TMPDIR", ...tools, ...models];
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

/** The address at which programs on this machine reach the web app. */
export function localUrl({ HOST, PORT }: Listening): string {
  const host = ["0.0.0.0", "::"].includes(HOST) ? "127.0.0.1" : HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${PORT}`;
}

/** `localhost` if the app listens there: browsers trust it like https. */
const defaultUrl = ({ HOST, PORT }: Listening): string =>
  ["0.0.0.0", "::", "127.0.0.1"].includes(HOST) ? `http://localhost:${PORT}` : localUrl({ HOST, PORT });

/**
 * The name of a service's setting: `wan-i2v` → `WAN_I2V_URL`. `URL`: its base URLs; `TIMEOUT`: seconds until a call
 * fails; `PRICE`: USD per call (`0.35`) or per second of the requested `duration` (`0.1/s`); `INPUTS`: how it receives
 * files; `CONCURRENCY`: calls that it may work on at once.
 */
export const serviceSetting = (id: string, name: "URL" | "TIMEOUT" | "PRICE" | "INPUTS" | "CONCURRENCY" = "URL") =>
  `${id.toUpperCase().replaceAll("-", "_")}_${name}`;

type Source = Record<string, string | undefined>;

/** The parts of a service that its settings depend on. `settings`: prefix of their names, if not the id. */
type Named = { id: string; settings?: string };
export type Placed = Named & { kind: "pod" | "hosted" | "local" | "role"; hosted?: Hosted };
type Hosted = { id?: string; url: string; setting: string };

const settingOf = ({ id, settings = id }: Named, name: Parameters<typeof serviceSetting>[1]) =>
  serviceSetting(settings, name);

/** The setting with the base URLs of a service; for a hosted service that of its vendor. */
export const urlSetting = ({ hosted, ...service }: Placed) =>
  hosted?.id ? serviceSetting(hosted.id) : settingOf(service, "URL");

/** Base URLs of a service: its own setting (comma separated), else the work processes, its vendor or the sandbox. */
export function serviceUrls(service: Placed, source: Source = process.env): string[] {
  const { kind, hosted } = service;
  const setting = urlSetting(service);
  const name = source[setting] || kind !== "local" ? setting : "WORK_URL";
  const own = listed(source[name] ?? "");
  const wrong = own.find((one) => !isBase(one));
  if (wrong) throw new Error(`${name} has "${shown(wrong)}": give the service's address as http://… or https://….`);
  const { SANDBOX_URL } = source;
  const sandbox = kind === "pod" && SANDBOX_URL ? [`${SANDBOX_URL}/${service.settings ?? service.id}`] : [];
  const vendor = hosted && [standIn(hosted, source) ?? hosted.url];
  const urls = own.length > 0 ? own : (vendor ?? sandbox);
  return urls.map((base) => base.replace(/\/+$/, ""));
}

/** The sandbox's address of a vendor whose URL and key are both missing; null if the sandbox does not replace it. */
function standIn({ id, url, setting }: Hosted, source: Source): string | null {
  const isSet = source[setting]?.trim() || (id && source[serviceSetting(id)]);
  return id && source.SANDBOX_URL && !isSet ? `${source.SANDBOX_URL}/${id}${new URL(url).pathname}` : null;
}

/** A wrong address, without the password that it may contain. */
const shown = (address: string) => address.replace(/[^/@]*@/, "…@").slice(0, 100);

/** The key of a vendor's API, or of the sandbox that replaces it; null when its setting is missing. */
export const hostedKey = (hosted: Hosted, source: Source = process.env): string | null =>
  source[hosted.setting]?.trim() || (standIn(hosted, source) && source.SERVICE_API_KEY) || null;

/** Whether the setting of a vendor's key contains anything else: it would be refused as a header, or by the vendor. */
export const isUnclean = (setting: string, source: Source = process.env): boolean =>
  /[^\x21-\x7e]/.test(source[setting] ?? "");

/** Whether requests to a vendor would leave without its key. A server of the operator's own may need none. */
export const lacksKey = (hosted: Hosted, source: Source = process.env): boolean =>
  !hostedKey(hosted, source) && !(hosted.id && source[serviceSetting(hosted.id)]);

/** Whether the operator has set the URL of a service or the key of its vendor. */
export const isConfigured = (service: Placed, source: Source = process.env): boolean =>
  Boolean(source[urlSetting(service)] || (service.hosted && source[service.hosted.setting]?.trim()));

/** The setting with a role's list of entries: `image-to-video` → `IMAGE_TO_VIDEO`; with a name, `IMAGE_TO_VIDEO_HIGH`. */
export const roleSetting = (role: string, name?: string) =>
  [role, ...(name ? [name] : [])].join("-").toUpperCase().replaceAll("-", "_");

/** The entries set for a role; null without the setting. */
export function roleList(role: string, source: Source = process.env, name?: string): string[] | null {
  const value = source[roleSetting(role, name)] ?? "";
  const list = isLocale(role, value) ? [] : listed(value);
  return list.length > 0 ? list : null;
}

/** Systems set `LANGUAGE` to the user's languages, as `en_US:en`. */
const isLocale = (role: string, value: string) =>
  role === "language" && /^(C|POSIX|[a-z]{2}|[a-z]{2,3}[_-][A-Za-z]{2,4})([.@][\w.@-]*)?(:[\w.@-]*)*$/.test(value);

/** The settings that begin with a role's name, but for those of its entries. */
export function listNamesIn(role: string, source: Source = process.env): { setting: string; list: string[] }[] {
  const begins = `${roleSetting(role)}_`;
  return Object.entries(source).flatMap(([setting, value]) => {
    const isOfEntry = /_(URL|TIMEOUT|PRICE|INPUTS|CONCURRENCY|KEY)$/.test(setting);
    const list = listed(value ?? "");
    return setting.startsWith(begins) && !isOfEntry && list.length > 0 ? [{ setting, list }] : [];
  });
}

/** Whether the sandbox fills the roles that no configured provider fills. */
export const hasSandbox = (source: Source = process.env): boolean => Boolean(source.SANDBOX_URL);

/** Seconds until an unanswered call fails: the service's setting, else its `timeout`. */
export function serviceTimeout(service: Named & { timeout: number }, source: Source = process.env): number {
  const name = settingOf(service, "TIMEOUT");
  const own = source[name]?.trim();
  if (!own) return service.timeout;
  if (Number(own) > 0 && Number(own) < 1e9) return Number(own);
  throw new Error(`${name} is "${own}": give seconds, as 1800.`);
}

/**
 * How a service gets files: `url` (our own), `inline` (`data:`), or `s3` (a URL of the bucket). Null without the
 * setting.
 */
export function serviceInputs(service: Named, source: Source = process.env): "url" | "inline" | "s3" | null {
  const name = settingOf(service, "INPUTS");
  const own = source[name]?.trim();
  if (!own) return null;
  if (own === "url" || own === "inline" || own === "s3") return own;
  throw new Error(`${name} is "${own}": set it to url, inline or s3.`);
}

/**
 * The limits of a service's calls in progress, each with the name before `_CONCURRENCY`: its own, and for a vendor's
 * model that of the vendor. Without the settings there are none.
 */
export function serviceLimits(
  { hosted, ...service }: Named & { hosted?: Hosted },
  source: Source = process.env,
): { name: string; limit: number }[] {
  const names = new Set([service.settings ?? service.id, ...(hosted?.id ? [hosted.id] : [])]);
  return [...names].flatMap((name) => {
    const limit = concurrencyOf(name, source);
    return limit === null ? [] : [{ name, limit }];
  });
}

/** The limit in `<NAME>_CONCURRENCY`; null without the setting. */
export function concurrencyOf(name: string, source: Source = process.env): number | null {
  const setting = serviceSetting(name, "CONCURRENCY");
  const own = source[setting]?.trim();
  if (!own) return null;
  if (/^[1-9]\d{0,5}$/.test(own)) return Number(own);
  throw new Error(`${setting} is "${own}": give the most calls at once, as 4. Leave it out for no limit.`);
}

/** The price in a service's setting; null without it. `perSecond`: per second of the requested `duration`. */
export function servicePrice(service: Named, source: Source = process.env): { usd: number; perSecond: boolean } | null {
  const name = settingOf(service, "PRICE");
  const own = source[name]?.trim();
  if (!own) return null;
  const [, usd = "", second] = /^(\d{1,6}(?:\.\d{1,6})?)(\/s)?$/.exec(own) ?? [];
  if (!usd) throw new Error(`${name} is "${own}": give USD per call, as 0.35, or per second of video, as 0.1/s.`);
  return { usd: Number(usd), perSecond: second !== undefined };
}

/**
 * Reasons why production must not start, one sentence each; empty when there are none. `INNGEST_DEV` switches off
 * signature checks, even with a signing key set.
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
