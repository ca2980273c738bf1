import { env } from "@/lib/env";
import { SendError } from "@/lib/http/client";
import { noticeClient } from "@/lib/http/clients";
import { retryAfterSeconds } from "@/lib/net/backoff";
import { longestRetryAfter } from "@/lib/net/webhook-backoff";
import { type SlackMessage, slackMessageOf } from "@/lib/notices/slack-message";
import { firstKilobyte, type Reply } from "../reply";
import type { Channel } from "./channel";

/** A message to the Slack channel of the installation's incoming webhook. */
export const slack: Channel = {
  missing: () => (env().SLACK_WEBHOOK_URL ? [] : ["SLACK_WEBHOOK_URL"]),
  gathers: true,
  async send(message) {
    const notices = await message.notices({ inline: false });
    const hasPictures = notices.notices.some(({ pictures }) => pictures.some(({ url }) => url));
    const reply = await postToSlack(slackMessageOf(notices, true));
    // Slack refuses the whole message when it cannot fetch a picture.
    return hasPictures && reply.status === 400 ? postToSlack(slackMessageOf(notices, false)) : reply;
  },
};

/** Posts one message: 5 s in all, reads 8 KB of the response. */
async function postToSlack(message: SlackMessage): Promise<Reply> {
  const started = Date.now();
  const reply = (status: number | null, text: string, retryAfter: number | null = null): Reply => ({
    ...{ status, retryAfter, milliseconds: Date.now() - started, answer: firstKilobyte(text) },
    // Slack's 4xx mean that the webhook is gone or the message is wrong, except these two.
    isFinal: status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429,
  });
  const url = env().SLACK_WEBHOOK_URL;
  if (!url) return reply(null, "SLACK_WEBHOOK_URL is not set.");
  try {
    const answer = await noticeClient(url).send({ url, json: message, timeoutMs: 5000, maxBytes: 8192, cut: true });
    const retryAfter = retryAfterSeconds(answer.headers["retry-after"], Date.now(), longestRetryAfter);
    return reply(answer.status, answer.text, retryAfter);
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    return reply(null, error.message);
  }
}
