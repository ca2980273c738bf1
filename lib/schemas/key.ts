import { z } from "zod";

/** API keys and their usage, as the API takes and shows them. */

const time = z.iso.datetime().meta({ description: "RFC 3339, UTC" });
const usd = z.number().min(0).max(1_000_000);
const count = z.int().min(1).max(1_000_000);

export const roles = ["admin", "user"] as const;
export type Role = (typeof roles)[number];

/** The limits of a key that are in force: its own, else the installation's. */
export const limitsSchema = z.object({
  requestsPerMinute: count.meta({ description: "Submits in a minute; five times as many uploads and as many quotes." }),
  concurrentJobs: count.nullable().meta({ description: "Jobs under way at once; null: any number." }),
  dailyBudget: usd.nullable().meta({
    description: "USD on a day (UTC): what was charged and what jobs under way may still cost. null: any amount.",
  }),
});
export type Limits = z.infer<typeof limitsSchema>;

const ownLimits = z
  .strictObject({
    requestsPerMinute: count.nullish(),
    concurrentJobs: count.nullish(),
    dailyBudget: usd.nullish(),
  })
  .meta({ description: "What is left out stays as it is; null: the installation's own limit." });
export type OwnLimits = z.infer<typeof ownLimits>;

const name = z.string().trim().min(1, "Give the key a name.").max(100, "At most 100 characters.");

export const createKeyRequest = z.strictObject({
  name: name.meta({ description: "For people: which program or customer uses it." }),
  role: z.enum(roles).default("user").meta({ description: "`admin`: keys, and everybody's jobs. `user`: its own." }),
  limits: ownLimits.default({}),
  expiresAt: z.iso
    .datetime({ offset: true })
    .refine((at) => Date.parse(at) > Date.now(), "This is in the past.")
    .nullish()
    .meta({ description: "When it stops working; null: when it is revoked." }),
});

export const changeKeyRequest = z.strictObject({ name: name.optional(), limits: ownLimits.optional() });
export type KeyChange = z.infer<typeof changeKeyRequest>;

export const rotateKeyRequest = z.strictObject({
  graceSeconds: z.int().min(0).max(2_592_000).default(0).meta({
    description: "How long the text before keeps working; 0: it ends now. A rotation ends the grace of the one before.",
  }),
});

export const keySchema = z.object({
  id: z.string().meta({ description: "The middle part of its text: `ns_<id>_…`." }),
  object: z.literal("key"),
  name: z.string(),
  role: z.enum(roles),
  limits: limitsSchema,
  createdAt: time,
  expiresAt: time.nullable(),
  revokedAt: time.nullable(),
  lastUsedAt: time.nullable().meta({ description: "To the minute." }),
  previousUntil: time.nullable().meta({ description: "Until when the text before the last rotation works." }),
});
export type KeyObject = z.infer<typeof keySchema>;

export const newKeySchema = keySchema.extend({
  key: z.string().meta({ description: "The key itself. It is shown this once: only its hash is kept." }),
});

const page = { firstId: z.string().nullable(), lastId: z.string().nullable(), hasMore: z.boolean() };
export const keyListSchema = z.object({ object: z.literal("list"), data: z.array(keySchema), ...page });

export const usageSchema = z.object({
  id: z.string(),
  object: z.literal("usage"),
  day: z.iso.date().meta({ description: "UTC" }),
  keyId: z.string(),
  jobs: z.int().meta({ description: "Jobs begun on that day." }),
  estimated: z.number().meta({ description: "What they were expected to cost." }),
  actual: z.number().meta({ description: "What calls were charged on that day." }),
  currency: z.string(),
});
export const usageListSchema = z.object({ object: z.literal("list"), data: z.array(usageSchema), ...page });
