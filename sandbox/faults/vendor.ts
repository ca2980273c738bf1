import { type Fault, numberIn, type Reason } from "./fault";
import { page } from "./submit";

function pollRefused(name: string, reason: Reason, status: number, words: string, retryAfter = ""): Fault {
  return {
    name,
    says: `a vendor answers ${status} to a request for the state, then as usual`,
    takes: "how many times (1)",
    poll: ({ refuse, value, again }) => again(numberIn(value, 1)) && refuse(reason, status, words, retryAfter),
  };
}

/** Faults of vendors only: pods are not polled and do not sign webhooks. */
export const vendorFaults: Fault[] = [
  pollRefused("poll-503", "unavailable", 503, "try again later"),
  pollRefused("poll-429", "throttled", 429, "too many requests", "1"),
  {
    name: "poll-html",
    says: "a vendor answers with a web page to a request for the state, then as usual",
    takes: "how many times (1)",
    poll: ({ response, value, again }) => again(numberIn(value, 1)) && page(response, 502, "502 Bad Gateway"),
  },
  {
    name: "poll-word",
    says: "a vendor says a word for the state that it never said before, then as usual",
    takes: "how many times (1)",
    unknownWord: "REBALANCING",
  },
  { name: "result-list", says: "a vendor gives its result as a list", resultShape: "list" },
  { name: "result-object", says: "a vendor gives its result as an object", resultShape: "object" },
  { name: "webhook-signature", says: "a vendor's webhook is signed with another key", wrongSignature: true },
];
