import { randomUUID } from "node:crypto";
import type { Ask, Endpoint, Provider, ProviderRequest, ProviderStatus, RemoteWork } from "@/lib/define-provider";
import { refusalInside, refusalOf } from "@/lib/providers/refusal";

/** Does what the app does with a provider, without a database: submit, then poll or webhook, then the result. */

export interface Place {
  /** Replaces the vendor's URL. */
  base: string;
  key: string;
  /** The name after the provider's colon. Default: the first model. */
  model?: string | undefined;
  webhookUrl?: string;
  /** Waits for the webhook instead of polling. */
  webhook?(): Promise<unknown>;
}

type Status = ProviderStatus<Record<string, unknown>>;
export interface Driven {
  status: Status | { state: "unknown"; reason: string };
  work: RemoteWork | null;
  ask: Ask;
  polls: number;
}

const dataUrl = async (response: Response) =>
  `data:${response.headers.get("content-type")};base64,${Buffer.from(await response.arrayBuffer()).toString("base64")}`;

async function formOf(fields: Record<string, string>): Promise<FormData> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value.startsWith("data:")) form.set(name, await (await fetch(value)).blob(), "file.mp3");
    else form.set(name, value);
  }
  return form;
}

export async function send(provider: Provider, { base, key }: Place, request: ProviderRequest): Promise<Response> {
  const { header, scheme, headers } = provider.api;
  const { method, path, json, form } = request;
  return fetch(`${base}${path}`, {
    method: method ?? "POST",
    headers: {
      [header]: scheme ? `${scheme} ${key}` : key,
      ...headers,
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...request.headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(form ? { body: await formOf(form) } : {}),
  });
}

const jsonOf = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { said: text };
  }
};

export const modelOf = (endpoint: Endpoint, name?: string) => {
  const model = name ?? Object.keys(endpoint.models)[0] ?? "";
  return endpoint.models[model]?.remote ?? model;
};

/** Answers to a poll that say nothing about the work. */
const isNoNews = (status: number) => status >= 500 || [404, 408, 425, 429].includes(status);

async function follow(provider: Provider, endpoint: Endpoint, place: Place, ask: Ask, first: Status): Promise<Status> {
  let status = first;
  for (let hop = 0; status.state === "elsewhere" && hop < 3; hop++) {
    const response = await send(provider, place, status.request);
    if (isNoNews(response.status)) return { state: "pending" };
    status = endpoint.parse(endpoint.response.parse(await jsonOf(response)), ask);
  }
  return status;
}

export async function drive(provider: Provider, endpoint: Endpoint, place: Place, given: object): Promise<Driven> {
  const webhookUrl = place.webhookUrl ?? "https://example.com/hook";
  const ask = { model: modelOf(endpoint, place.model), callId: randomUUID(), webhookUrl };
  const input = endpoint.role.input.parse(given);
  const response = await send(provider, place, endpoint.request(input, ask));
  const driven = { work: null, ask, polls: 0 };
  if (!response.ok) {
    const retryAfter = response.headers.get("retry-after");
    const refusal = refusalOf(provider, { status: response.status, answer: await jsonOf(response), retryAfter });
    return { ...driven, status: refusal };
  }
  const reply = endpoint.reply === "file" ? { file: await dataUrl(response) } : await jsonOf(response);
  const answer = endpoint.response.parse(reply);
  const work = endpoint.receipt?.(answer, ask) ?? null;
  if (endpoint.mode === "sync" || !work) {
    const status = await follow(provider, endpoint, place, ask, endpoint.parse(answer, ask));
    return { ...driven, status: status.state === "done" ? status : (refusalInside(provider, reply) ?? status) };
  }
  if (place.webhook) {
    const told = endpoint.parse(endpoint.response.parse(await place.webhook()), ask);
    return { ...driven, work, status: await follow(provider, endpoint, place, ask, told) };
  }
  for (let polls = 1; ; polls++) {
    if (!endpoint.poll) throw new Error(`${provider.id} is not polled`);
    const state = await send(provider, place, endpoint.poll(work, ask));
    if (isNoNews(state.status)) {
      await state.arrayBuffer();
      continue;
    }
    const heard = endpoint.response.safeParse(await jsonOf(state));
    if (!heard.success) continue;
    const status = await follow(provider, endpoint, place, ask, endpoint.parse(heard.data, ask));
    if (status.state !== "pending" && status.state !== "unclear") return { ...driven, work, polls, status };
  }
}

/** The bytes of a result, from a URL or a `data:` URL. */
export async function bytesOf(provider: Provider, { base, key }: Place, url: unknown): Promise<Buffer> {
  const { header, scheme } = provider.api;
  const own = provider.resultNeedsKey && String(url).startsWith(new URL(base).origin);
  const headers = own ? { [header]: scheme ? `${scheme} ${key}` : key } : undefined;
  const response = await fetch(String(url), { headers });
  if (!response.ok) throw new Error(`the result answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
