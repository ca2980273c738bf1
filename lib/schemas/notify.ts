import { z } from "zod";

/** Whom to notify, as a key or a job names it: `email:me@example.com`, `slack`. */

export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

const mostTargets = 5;
const address = z.email().max(254);

/** The channels that a `notify` may name, and the check of what follows the colon; null: the channel alone. */
const targets: Record<string, ((text: string) => string | null) | null> = {
  email: (text) => (address.safeParse(text).success ? null : "Give one e-mail address, as email:me@example.com."),
  slack: null,
};

/** What is wrong with a target; null when nothing is. */
function faultOf(target: string): string | null {
  const [, channel = "", rest] = /^([^:]*)(?::([\s\S]*))?$/.exec(target) ?? [];
  const check = Object.hasOwn(targets, channel) ? targets[channel] : undefined;
  if (check === undefined) return `Unknown channel "${channel.slice(0, 50)}". Use email:<address> or slack.`;
  if (check) return check(rest ?? "");
  return rest === undefined ? null : `Write "${channel}" alone.`;
}

const target = z
  .string()
  .max(300)
  .superRefine((text, context) => {
    const fault = faultOf(text);
    if (fault) context.addIssue(fault);
  });

export const notifyTarget = target.meta({
  description: "`email:<address>` or `slack`.",
  examples: ["email:me@example.com", "slack"],
});

/** The field `notify` of a key or a job. */
export const notifyList = z
  .array(target)
  .max(mostTargets, `At most ${mostTargets} targets.`)
  .refine((all) => new Set(all.map((one) => one.toLowerCase())).size === all.length, "Names the same target twice.")
  .meta({ examples: [["email:me@example.com", "slack"]] });

export type NotifyChannel = "email" | "slack";
/** The channel of a checked target. */
export const channelOf = (checked: string): NotifyChannel => (checked.startsWith("email:") ? "email" : "slack");
/** A checked target as a delivery's URL. */
export const urlOf = (checked: string): string =>
  checked === "slack" ? "slack:" : checked.replace("email:", "mailto:");

export const changeNotificationsRequest = z.strictObject({
  notify: notifyList.optional().meta({
    description:
      "Whom to notify of this key's jobs and batches that have no `notify` of their own, and of its daily budget. A batch sends one message when it has ended, not one of each job.",
  }),
  language: z.enum(languages).optional().meta({ description: "Language of the notifications." }),
});

export const notificationsSchema = z.object({
  object: z.literal("notifications"),
  notify: z.array(z.string()),
  language: z.enum(languages),
  channels: z
    .array(
      z.object({
        id: z.enum(["email", "slack"]),
        configured: z.boolean(),
        missing: z.array(z.string()).meta({ description: "Settings of the installation that must be set first." }),
      }),
    )
    .meta({ description: "The channels that a `notify` may name." }),
});
export type Notifications = z.infer<typeof notificationsSchema>;

export const testNotificationRequest = z.strictObject({ to: notifyTarget });

export const notificationTestSchema = z.object({
  object: z.literal("notification_test"),
  to: z.string(),
  delivered: z.boolean(),
  status: z.number().int().nullable().meta({ description: "HTTP status, or the SMTP reply code; null: no response." }),
  milliseconds: z.number().int(),
  answer: z.string().meta({ description: "The first 1 KB of the response, or why there was none." }),
});
export type NotificationTest = z.infer<typeof notificationTestSchema>;
