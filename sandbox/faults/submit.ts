import type { ServerResponse } from "node:http";
import { type Fault, numberIn, pause, type Reason } from "./fault";
import { untilReleased } from "./hold";

export function say(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): true {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  return true;
}

export function page(response: ServerResponse, status: number, title: string): true {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
  response.end(
    `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1><hr>nginx</body></html>`,
  );
  return true;
}

function cut(response: ServerResponse): true {
  response.socket?.resetAndDestroy();
  return true;
}

function refusing(name: string, reason: Reason, status: number, detail: string, retryAfter: string): Fault {
  return {
    name,
    says: `the submit is answered ${status} and not accepted, then as usual`,
    takes: `how many times (1), then seconds of Retry-After (${retryAfter || "none"}): ${name}=2,5`,
    submit({ refuse, value, again }) {
      if (!again(numberIn(value, 1))) return false;
      return refuse(reason, status, detail, value.split(",")[1]?.trim() ?? retryAfter);
    },
  };
}

function denying(name: string, reason: Reason, status: number, says: string, detail: string): Fault {
  return {
    name,
    says,
    takes: `the message of the answer ("${detail}")`,
    submit: ({ refuse, value }) => refuse(reason, status, value || detail),
  };
}

export const submitFaults: Fault[] = [
  refusing("submit-503", "unavailable", 503, "no worker available", ""),
  refusing("submit-429", "throttled", 429, "too many requests", "1"),
  refusing("submit-500", "internal", 500, "Internal Server Error", ""),
  denying("submit-401", "key", 401, "the submit is answered 401, as with a revoked key", "invalid API key"),
  denying("submit-402", "balance", 402, "the submit is answered 402: the balance is empty", "no credits left"),
  denying(
    "submit-422",
    "moderated",
    422,
    "the submit is answered 422: content refused",
    "options.prompt: refused by the content policy",
  ),
  {
    name: "submit-reset",
    says: "the connection is reset before any answer; not accepted",
    takes: "how many times (1)",
    submit: ({ response, value, again }) => again(numberIn(value, 1)) && cut(response),
  },
  {
    name: "submit-html",
    says: "the submit is answered 502 with a web page, as a proxy does; not accepted",
    takes: "how many times (1)",
    submit: ({ response, value, again }) => again(numberIn(value, 1)) && page(response, 502, "502 Bad Gateway"),
  },
  {
    name: "submit-reset-accepted",
    says: "the submit is accepted, then the connection is reset before the answer",
    reply: async ({ response }) => cut(response),
  },
  {
    name: "submit-html-accepted",
    says: "the submit is accepted, and answered 200 with a web page",
    reply: async ({ response }) => page(response, 200, "Please wait"),
  },
  {
    name: "submit-silent",
    says: "the submit is accepted, and never answered",
    async reply({ response, signal }) {
      await new Promise<void>((done) => {
        response.once("close", done);
        signal.addEventListener("abort", () => done(), { once: true });
      });
      return true;
    },
  },
  {
    name: "submit-slow",
    says: "the submit is accepted at once and answered late, so that a cancel can come in between",
    takes: "seconds (3)",
    async reply({ value, signal }) {
      await pause(numberIn(value, 3), signal);
      return false;
    },
  },
  {
    name: "submit-hold",
    says: "the submit is accepted at once, and answered after `POST /admin/release`",
    async reply({ signal }) {
      await untilReleased(signal);
      return false;
    },
  },
  {
    name: "receipt-result",
    says: "the submit is answered with the result itself, or the failure; the webhook is sent as well",
    async reply({ response, truth }) {
      return say(response, 200, await truth);
    },
  },
  {
    name: "receipt-refusal",
    says: "the submit is answered 200 with an error and no id, and not accepted",
    takes: 'the message ("no credits left")',
    submit: ({ refuse, value }) => refuse("balance", 200, value || "no credits left"),
  },
];
