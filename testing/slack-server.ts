import { createServer } from "node:http";
import type { SlackMessage } from "@/lib/notices/slack-message";

type Answer = { status: number; body: string; headers?: Record<string, string> };
const path = "/services/T0/B0/secret";

/**
 * A stand-in for Slack's incoming webhooks (docs.slack.dev: "Sending messages using incoming webhooks", "Block Kit
 * reference"). It refuses what Slack refuses, and answers as scripted before that.
 */
export async function startSlack() {
  const got: SlackMessage[] = [];
  const attempts: SlackMessage[] = [];
  let script: Answer[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = answerTo(request.url ?? "", Buffer.concat(chunks).toString());
    response.writeHead(answer.status, { "content-type": "text/html", ...answer.headers }).end(answer.body);
    for (const look of waiting) look();
  });
  function answerTo(url: string, body: string): Answer {
    if (url !== path) return { status: 404, body: "no_service" };
    const message: SlackMessage = JSON.parse(body);
    attempts.push(message);
    const scripted = script.shift();
    if (scripted) return scripted;
    const fault = faultOf(message);
    if (fault) return { status: 400, body: fault };
    got.push(message);
    return { status: 200, body: "ok" };
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    /** The next answers, whatever the message. */
    answer: (...told: Answer[]) => {
      script = told;
    },
    got: (): readonly SlackMessage[] => got,
    attempts: (): readonly SlackMessage[] => attempts,
    /** Resolves with the first message that contains a text. */
    said: (text: string) =>
      new Promise<SlackMessage>((resolve) => {
        const look = () => {
          const found = got.find((message) => JSON.stringify(message).includes(text));
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type Slack = Awaited<ReturnType<typeof startSlack>>;

const isText = (text: unknown, most: number) => typeof text === "string" && text.length >= 1 && text.length <= most;

/** What Slack finds wrong with a message, in its words. */
export function faultOf({ text, blocks }: SlackMessage): string | null {
  if (!text && blocks.length === 0) return "no_text";
  if (blocks.length > 50) return "invalid_blocks";
  const isFine = blocks.every((block) => {
    if (block.type === "section") return isText(block.text.text, 3000);
    if (block.type === "context") {
      return block.elements.length <= 10 && block.elements.every(({ text }) => isText(text, 3000));
    }
    const { image_url, alt_text } = block;
    const hasPublicName = URL.canParse(image_url) && /^https:/.test(image_url) && !/localhost|127\./.test(image_url);
    const isKnownType = hasPublicName && /\.(png|jpe?g|gif)$/.test(new URL(image_url).pathname);
    return isKnownType && image_url.length <= 3000 && isText(alt_text, 2000);
  });
  return isFine ? null : "invalid_blocks";
}
