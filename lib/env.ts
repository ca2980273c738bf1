import { z } from "zod";

/** The one place of the app that reads the environment. The README's configuration table is made from this schema. */

const url = z.url({ protocol: /^https?$/, error: "must be an http(s) URL" });
const port = z.coerce.number().int().min(1).max(65535);
const megabytes = z.coerce.number().positive();
const keep = z.coerce.number().positive().max(36_500);

export const envSchema = z.object({
  PORT: port.default(3000).meta({ description: "Port of the web app." }),
  HOST: z
    .string()
    .default("127.0.0.1")
    .meta({ description: "Address the web app listens on; `0.0.0.0` to be reached from other machines." }),
  PUBLIC_URL: url.optional().meta({
    description:
      "Where callers and services reach this app; file links and webhook addresses are built on it. Default: `http://localhost:PORT`.",
  }),
  DATA_DIR: z.string().default("data").meta({ description: "Folder of the database file, the media and the secret." }),
  DATABASE_URL: z
    .string()
    .optional()
    .meta({ description: "libSQL database: `file:…` or a server's URL. Default: a file in `DATA_DIR`." }),
  DATABASE_AUTH_TOKEN: z.string().optional().meta({ description: "Token of a libSQL server.", secret: true }),
  SECRET: z.string().min(32, "must have at least 32 characters").optional().meta({
    description:
      "Signs file links and sessions; 32 characters or more. Made once and kept in `DATA_DIR` by `npm start`.",
    secret: true,
  }),
  SERVICE_API_KEY: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "Sent to every model service as `X-API-Key`.", secret: true }),
  SANDBOX_URL: url.optional().meta({
    description:
      "Base of the stand-in services; each service without a URL of its own is found below it. Set by `npm start`.",
  }),
  SERVICE_CANCEL_METHOD: z
    .enum(["POST", "DELETE", "PUT", "GET"])
    .default("POST")
    .meta({ description: "HTTP method of the services' cancel route." }),
  ALLOW_NETWORKS: z.string().default("").meta({
    description:
      "Private addresses that may be fetched, as `cidr` or `cidr:port`, comma separated. `npm start` admits its own sandbox.",
  }),
  S3_BUCKET: z.string().optional().meta({ description: "Keeps the media in this bucket instead of `DATA_DIR`." }),
  S3_ENDPOINT: url.optional().meta({ description: "Address of an S3 server that is not AWS." }),
  S3_REGION: z.string().default("us-east-1").meta({ description: "Region of the bucket." }),
  S3_PREFIX: z.string().default("").meta({
    description:
      "Put before every key in the bucket. Each installation needs its own: it removes files that it does not know.",
  }),
  S3_ACCESS_KEY_ID: z.string().optional().meta({ description: "S3 credentials; also used for a job's `s3Url`." }),
  S3_SECRET_ACCESS_KEY: z.string().optional().meta({ description: "S3 credentials.", secret: true }),
  FFMPEG_PATH: z.string().optional().meta({ description: "ffmpeg to use instead of the one found." }),
  FFPROBE_PATH: z.string().optional().meta({ description: "ffprobe to use instead of the one found." }),
  MAX_UPLOAD_MB: megabytes.default(512).meta({ description: "Largest upload and largest result of a service." }),
  KEEP_TEMPORARY_HOURS: keep.default(24).meta({
    description: "Hours that uploads no job uses, and what an ended job made on the way to its result, are kept.",
  }),
  KEEP_FINAL_DAYS: keep
    .default(30)
    .meta({ description: "Days that an ended job is kept, with its inputs and its result." }),
  INNGEST_BASE_URL: url.optional().meta({
    description: "An Inngest server to run on; with none, `npm start` starts the embedded engine.",
  }),
  INNGEST_SIGNING_KEY: z
    .string()
    .optional()
    .meta({ description: "Signs what the engine and the app send each other.", secret: true }),
  INNGEST_EVENT_KEY: z.string().optional().meta({ description: "Lets the app send events.", secret: true }),
  INNGEST_DEV: z
    .string()
    .optional()
    .meta({ description: "`1` or a URL: Inngest's Dev Server, without signatures. Refused in production." }),
  NODE_ENV: z
    .enum(["development", "production", "test"])
    .default("development")
    .meta({ description: "Set by `npm run dev`, `npm start` and `npm test`." }),
});

export type Env = z.infer<typeof envSchema> & { PUBLIC_URL: string; DATABASE_URL: string };

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

export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = envSchema.safeParse(given);
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
  }
  const { data } = parsed;
  return {
    ...data,
    PUBLIC_URL: (data.PUBLIC_URL ?? `http://localhost:${data.PORT}`).replace(/\/+$/, ""),
    DATABASE_URL: data.DATABASE_URL ?? `file:${data.DATA_DIR}/nextscene.db`,
  };
}

/** `wan-i2v` → `WAN_I2V_URL`: the settings of one service. `URL`: its own base URLs; `TIMEOUT`: seconds until it failed. */
export const serviceSetting = (id: string, name: "URL" | "TIMEOUT" = "URL") =>
  `${id.toUpperCase().replaceAll("-", "_")}_${name}`;

/** Base URLs of a service: its own setting (comma separated), else its place in the sandbox, else none. */
export function serviceUrls(id: string): string[] {
  const own = process.env[serviceSetting(id)];
  const sandbox = env().SANDBOX_URL;
  const urls = own ? own.split(",") : sandbox ? [`${sandbox}/${id}`] : [];
  return urls.map((base) => base.trim().replace(/\/+$/, "")).filter(Boolean);
}

/** Seconds until a call without an answer fails: the service's own setting, else what its file says. */
export function serviceTimeout(service: { id: string; timeout: number }): number {
  const own = Number(process.env[serviceSetting(service.id, "TIMEOUT")]);
  return own > 0 ? own : service.timeout;
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
  return faults;
}
