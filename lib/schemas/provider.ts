import { z } from "zod";
import { probeResults } from "../providers/probe";

/** A provider as the API shows it, and a test of one. */

const time = z.iso.datetime();
const usd = z.number().min(0);

export const priceUnits = ["second", "picture", "call", "minute", "million characters"] as const;

const price = z
  .discriminatedUnion("unit", [
    z.object({
      unit: z.enum(priceUnits),
      usd,
      byResolution: z.record(z.string(), usd).optional(),
      withAudio: usd.optional(),
    }),
    z.object({ unit: z.literal("million tokens"), input: usd, output: usd }),
  ])
  .meta({
    description:
      "USD per unit; `byResolution` where it differs, with `usd` as the lowest. `withAudio`: with sound. Null when no price is known.",
  });

const model = z.object({
  id: z
    .string()
    .meta({ description: "The entry of the role's list. `*`: any other model of the provider can be named." }),
  position: z.int().nullable().meta({ description: "Its place in the role's list, from 1; null if it is not in it." }),
  configured: z.boolean().meta({ description: "Whether its key or URL is set." }),
  price: price.nullable(),
  durations: z
    .union([z.array(z.number()), z.object({ min: z.number(), max: z.number() })])
    .optional()
    .meta({ description: "Seconds of a clip: those of the list, or all in between." }),
  resolutions: z.array(z.string()).optional(),
  aspectRatios: z.array(z.string()).optional(),
  lastImage: z.boolean().optional(),
  audio: z.boolean().optional(),
  references: z.int().optional().meta({ description: "How many further pictures it takes." }),
  negativePrompt: z.boolean().optional().meta({ description: "Whether it has a field for what to leave out." }),
  longestPrompt: z.int().optional().meta({ description: "Characters." }),
});

const failureKinds = ["unsent", "unavailable", "throttled", "balance", "key"] as const;

const failure = z.object({
  at: time,
  kind: z.enum(failureKinds),
  reason: z.string().nullable().meta({ description: "In the provider's own words. Only for admin keys, else null." }),
});

export const providerSchema = z.object({
  id: z.string().meta({ description: "The word before the colon in `fal:wan-2.5`." }),
  object: z.literal("provider"),
  title: z.string(),
  status: z.enum(["ok", "resting", "key_refused", "sandbox", "unconfigured"]).meta({
    description:
      "`resting`: it refused a request a moment ago and comes last. `key_refused`: it refused its key, and has not worked since. `sandbox`: it has neither key nor URL, and the sandbox replaces it.",
  }),
  configured: z.boolean(),
  missing: z
    .array(z.string())
    .meta({ description: "The settings to set, empty if it is configured. One of them is enough for the pods." }),
  keySetting: z.string().meta({ description: "The setting that holds its key." }),
  keyPage: z.string().nullable().meta({ description: "The vendor's page on which keys are made." }),
  source: z.string().meta({ description: "Where models and prices come from, and when they were read." }),
  lastWorkedAt: time.nullable().meta({ description: "When it last accepted a request." }),
  lastFailed: failure
    .nullable()
    .meta({ description: "The last refusal that was about the provider and not about one request." }),
  roles: z.array(
    z.object({
      id: z.string(),
      resting: z
        .object({ until: time, failures: z.int(), ...failure.shape })
        .nullable()
        .meta({ description: "Until when it comes last in this role, after how many failures in a row, and why." }),
      testCost: usd.nullable().meta({
        description: "USD that `POST /v1/providers/{id}/test` with this role costs; null when no price is known.",
      }),
      models: z.array(model),
    }),
  ),
  test: z.object({ free: z.boolean() }).meta({
    description: "Whether a test without a role is free. If it is not, name a role: it makes the smallest thing.",
  }),
});
export type ProviderObject = z.infer<typeof providerSchema>;
export type ProviderModel = ProviderObject["roles"][number]["models"][number];

export const providerListSchema = z.object({
  object: z.literal("list"),
  data: z.array(providerSchema),
  firstId: z.string().nullable(),
  lastId: z.string().nullable(),
  hasMore: z.boolean(),
});

export const testProviderRequest = z.strictObject({
  role: z
    .string()
    .max(100)
    .optional()
    .meta({ description: "Makes the smallest thing of this role, at its price. Default: a free request." }),
  confirmCost: usd
    .max(1000)
    .optional()
    .meta({ description: "The most USD that the test may cost. Required where it is not free." }),
});
export type TestProvider = z.infer<typeof testProviderRequest>;

export const providerTestSchema = z.object({
  object: z.literal("provider_test"),
  provider: z.string(),
  result: z.enum(probeResults).meta({
    description:
      "`unclear`: it answered, and the answer does not say whether the key works. `busy`: it has no capacity now.",
  }),
  message: z.string().meta({ description: "In the provider's own words, where it has some." }),
  request: z.string().meta({ description: "What was requested.", examples: ["GET /v1/account"] }),
  milliseconds: z.int(),
  cost: usd.meta({ description: "USD, as estimated from its price; 0 for a free request." }),
});
export type ProviderTest = z.infer<typeof providerTestSchema>;
