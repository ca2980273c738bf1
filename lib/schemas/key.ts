import { z } from "zod";
import { languages, notifyList } from "./notify";
import { oneLine } from "./one-line";

/** API keys and their usage, as the API accepts and shows them. */

const time = z.iso.datetime().meta({ description: "RFC 3339, UTC" });
const usd = z.number().min(0).max(1_000_000);
const count = z.int().min(1).max(1_000_000);

export const roles = ["admin", "user"] as const;
export type Role = (typeof roles)[number];

/** The effective limits of a key: its own, else the installation's. */
export const limitsSchema = z.object({
  requestsPerMinute: count.meta({
    description: "Jobs submitted per minute. Uploads and quotes each have five times this limit.",
  }),
  concurrentJobs: count.nullable().meta({ description: "Maximum number of concurrent jobs; null means unlimited." }),
  dailyBudget: usd.nullable().meta({
    description:
      "Maximum USD per day (UTC), counting charges and the reserved cost of running jobs; null means unlimited.",
  }),
});
export type Limits = z.infer<typeof limitsSchema>;

const ownLimits = z
  .strictObject({
    requestsPerMinute: count.nullish(),
    concurrentJobs: count.nullish(),
    dailyBudget: usd.nullish(),
  })
  .meta({ description: "Omitted limits stay unchanged; null restores the installation's default." });
export type OwnLimits = z.infer<typeof ownLimits>;

const name = oneLine().min(1, "Give the key a name.").max(100, "At most 100 characters.");

const notify = notifyList.meta({
  description: "Whom to notify of jobs and batches without a `notify` of their own, and of the daily budget.",
});
const language = z.enum(languages).meta({ description: "Language of the notifications." });

export const createKeyRequest = z.strictObject({
  name: name.meta({ description: "A label, such as the program or customer that uses the key." }),
  role: z
    .enum(roles)
    .default("user")
    .meta({ description: "`admin` manages keys and sees all jobs; `user` sees only its own jobs." }),
  limits: ownLimits.default({}),
  notify: notify.default([]),
  language: language.default("en"),
  expiresAt: z.iso
    .datetime({ offset: true })
    .refine((at) => Date.parse(at) > Date.now(), "Must be in the future.")
    .nullish()
    .meta({ description: "When the key expires; null means never." }),
});

export const changeKeyRequest = z.strictObject({
  name: name.optional(),
  limits: ownLimits.optional(),
  notify: notify.optional(),
  language: language.optional(),
});
export type KeyChange = z.infer<typeof changeKeyRequest>;

export const rotateKeyRequest = z.strictObject({
  graceSeconds: z.int().min(0).max(2_592_000).default(0).meta({
    description:
      "Seconds the previous key stays valid. 0 revokes it immediately. A new rotation ends any earlier grace period.",
  }),
});

export const keySchema = z.object({
  id: z.string().meta({ description: "The middle part of the key: `ns_<id>_…`." }),
  object: z.literal("key"),
  name: z.string(),
  role: z.enum(roles),
  limits: limitsSchema,
  notify: z.array(z.string()).meta({ description: "Whom it notifies: `email:<address>`, `slack`." }),
  language: z.enum(languages),
  createdAt: time,
  expiresAt: time.nullable(),
  revokedAt: time.nullable(),
  lastUsedAt: time.nullable().meta({ description: "Accurate to the minute." }),
  previousUntil: time.nullable().meta({ description: "When the previous key stops working." }),
});
export type KeyObject = z.infer<typeof keySchema>;

export const newKeySchema = keySchema.extend({
  key: z.string().meta({ description: "The key itself. Shown only once: the server stores only its hash." }),
});

const page = { firstId: z.string().nullable(), lastId: z.string().nullable(), hasMore: z.boolean() };
export const keyListSchema = z.object({ object: z.literal("list"), data: z.array(keySchema), ...page });

export const usageSchema = z.object({
  id: z.string(),
  object: z.literal("usage"),
  day: z.iso.date().meta({ description: "UTC" }),
  keyId: z.string(),
  jobs: z.int().meta({ description: "Jobs started on that day." }),
  estimated: z.number().meta({ description: "Estimated cost of these jobs." }),
  actual: z.number().meta({ description: "Amount charged for service calls on that day." }),
  currency: z.string(),
});
export const usageListSchema = z.object({ object: z.literal("list"), data: z.array(usageSchema), ...page });
