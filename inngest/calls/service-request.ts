import type { AnyService, ServiceRequest } from "@/lib/define-service";
import { env, hostedKey, serviceUrls } from "@/lib/env";
import { parseLoosely } from "@/lib/http/answer-text";
import { withoutTokens } from "@/lib/http/callback-url";
import { senderTo } from "@/lib/http/clients";
import { multipart } from "@/lib/http/multipart";
import { workKey } from "@/lib/worker/key";
import { temporaryFile } from "../assets/store-file";
import { mostAnswer, textOfLargeAnswer } from "./receive-answer";

/**
 * Sends one request to a service, with its API key if the host may get it. Returns an answer of any status; throws SendError.
 * `owner`: the key that owns assets made from files in a large answer; without it a large answer is refused.
 */
export async function sendToService(
  service: AnyService,
  base: string,
  request: ServiceRequest,
  { timeoutMs, owner }: { timeoutMs: number; owner?: () => Promise<string> },
) {
  const { path, headers, form, ...rest } = request;
  const encoded = form && (await multipart(form));
  const { sender, key: mayHaveKey } = await senderTo(base);
  const sent = {
    url: `${base.replace(/\/+$/, "")}${path}`,
    method: "POST",
    timeoutMs,
    ...rest,
    ...(encoded && { body: encoded.body }),
    headers: {
      accept: "application/json",
      ...(encoded && { "content-type": encoded.type }),
      ...headers,
      ...keyHeaders(service, base, mayHaveKey),
    },
  };
  if (!owner) return sender.send(sent);
  const temporary = temporaryFile();
  let mayExist = true;
  try {
    const answer = await sender.send({ ...sent, large: { to: temporary.path, maxBytes: mostAnswer() } });
    mayExist = answer.file !== undefined;
    if (!answer.file) return answer;
    const text = await textOfLargeAnswer(temporary, answer.headers["content-type"] ?? "", await owner());
    return { ...answer, text, json: parseLoosely(text) };
  } finally {
    if (mayExist) await temporary.remove().catch(() => {}); // the cleanup removes leftovers
  }
}

/** A service's words without our webhook tokens and the key that it was sent, which some repeat in their refusals. */
export function withoutSecrets({ hosted }: AnyService, words: string): string {
  const key = hosted ? hostedKey(hosted) : env().SERVICE_API_KEY;
  return key ? withoutTokens(words).replaceAll(key, "…") : withoutTokens(words);
}

/** A vendor's key is only sent to that vendor, and the pods' key never to a vendor. */
export function keyHeaders(service: AnyService, base: string, mayHaveKey: boolean): Record<string, string> {
  const { hosted } = service;
  if (hosted) {
    const isOwn = serviceUrls(service).some(
      (url) => URL.canParse(base) && new URL(url).origin === new URL(base).origin,
    );
    const key = hostedKey(hosted);
    if (!isOwn) return {};
    return {
      ...hosted.headers,
      ...(key && { [hosted.header]: [hosted.scheme, key].filter(Boolean).join(" ") }),
    };
  }
  if (!mayHaveKey) return {};
  return { "x-api-key": service.kind === "local" ? workKey() : (env().SERVICE_API_KEY ?? "") };
}
