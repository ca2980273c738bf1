import { createTransport } from "nodemailer";
import { env } from "@/lib/env";
import { mailOf } from "@/lib/notices/mail";
import { firstKilobyte, type Reply } from "../reply";
import type { Channel } from "./channel";

/** Milliseconds for one conversation with the mail server. */
const timeoutMs = 9000;

/** An e-mail to one address, through the installation's mail server. */
export const email: Channel = {
  missing: () => [...(env().SMTP_URL ? [] : ["SMTP_URL"]), ...(env().MAIL_FROM ? [] : ["MAIL_FROM"])],
  gathers: true,
  async send({ id, url, notices }) {
    const started = Date.now();
    const { SMTP_URL, MAIL_FROM } = env();
    const missing = email.missing();
    if (!SMTP_URL || !MAIL_FROM) return replyOf({ text: `${missing.join(" and ")} must be set.` }, started);
    const mail = mailOf(await notices({ inline: true }));
    const timeouts = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
    const access = { disableFileAccess: true, disableUrlAccess: true };
    const transport = createTransport({ url: SMTP_URL, ...timeouts, dnsTimeout: timeoutMs, ...access });
    const to = { name: "", address: url.replace("mailto:", "") };
    // The same in every attempt, so that mail programs recognise a repetition.
    const messageId = `<${id}@${domainOf(MAIL_FROM)}>`;
    const headers = { "Auto-Submitted": "auto-generated" };
    const sending = transport.sendMail({ from: MAIL_FROM, to, messageId, headers, ...mail });
    try {
      const { response } = await within(timeoutMs, sending);
      return replyOf({ code: Number.parseInt(response, 10), text: response }, started);
    } catch (error) {
      return replyOf(faultOf(error), started);
    } finally {
      transport.close();
    }
  },
};

const domainOf = (sender: string) => /@([^@>]+)>?$/.exec(sender)?.[1] ?? "localhost";

type Fault = { code?: number; text: string; isFinal?: boolean };

/** nodemailer's codes for a server that was not reached; its message would show the server's address to callers. */
const unreached = ["ESOCKET", "ECONNECTION", "ETIMEDOUT", "EDNS", "ETLS"];

/** 5xx is final, except a refused sign-in, which the operator can mend; 4xx and lost connections are not. */
function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) throw error;
  const {
    responseCode,
    response,
    code = "",
  } = error as Error & { responseCode?: unknown; response?: unknown; code?: string };
  const status = typeof responseCode === "number" ? responseCode : undefined;
  const own = unreached.includes(code) ? `Could not reach the mail server (${code}).` : error.message;
  const isSignIn = code === "EAUTH" || code === "ENOAUTH";
  return {
    code: status,
    text: typeof response === "string" && response !== "" ? response : own,
    isFinal: status !== undefined && status >= 500 && !isSignIn,
  };
}

const replyOf = ({ code, text, isFinal = false }: Fault, started: number): Reply => ({
  ...{ status: code ?? null, answer: firstKilobyte(text), isFinal, retryAfter: null },
  milliseconds: Date.now() - started,
});

/** nodemailer's own time-outs are for each step. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The mail server did not finish within ${ms / 1000} s.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
