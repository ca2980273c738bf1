import { setTimeout as sleep } from "node:timers/promises";
import { upload } from "@/cli/film/api-client";
import { sample, type TestApp } from "@/testing/app";

export type Load = { jobs: number; seed: number; overSeconds: number };

/** Of so many jobs one is given up by its caller, some seconds after the submit. */
const cancelledOf = 10;

/**
 * Submits films, spread evenly over some seconds, as a careful caller does: with an Idempotency-Key, and again while the app
 * is away. Some are cancelled. Resolves with the ids of the jobs.
 */
export async function submitFilms(house: TestApp, load: Load, signal: AbortSignal): Promise<string[]> {
  const picture = await upload(house.api, sample);
  const films = Array.from({ length: load.jobs }, async (_, nth) => {
    await sleep((nth * load.overSeconds * 1000) / load.jobs, undefined, { signal });
    const id = await submit(house, film(house, picture, load.seed, nth), `chaos-${load.seed}-${nth}`, signal);
    if (nth % cancelledOf === cancelledOf - 1) {
      await sleep(500 + ((nth * 997) % 8_000), undefined, { signal });
      await post(house, `/v1/jobs/${id}/cancel`, {}, signal);
    }
    return id;
  });
  return Promise.all(films);
}

const film = ({ receiver }: TestApp, picture: string, seed: number, nth: number) => ({
  model: "next-scene",
  input: [{ type: "image", url: picture }],
  options: {
    prompt: `The wind takes the seeds of the dandelion with it, take ${nth} of ${seed}.`,
    duration: 1,
    seed: nth,
  },
  webhookUrl: receiver.url,
});

async function submit(house: TestApp, job: object, once: string, signal: AbortSignal): Promise<string> {
  const init = { headers: { "Content-Type": "application/json", "Idempotency-Key": once }, body: JSON.stringify(job) };
  const { id } = JSON.parse(await post(house, "/v1/generate", init, signal)) as { id: string };
  return id;
}

/** Posts until it is answered: the app may be down, or killed before it had answered. */
async function post({ api }: TestApp, path: string, init: RequestInit, signal: AbortSignal): Promise<string> {
  const headers = { ...init.headers, "X-API-Key": api.key };
  for (;;) {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(15_000)]);
    const answer = await fetch(`${api.url}${path}`, { ...init, method: "POST", headers, signal: patience })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => null);
    signal.throwIfAborted();
    if (answer && answer.status < 300) return answer.text;
    if (answer && answer.status < 500) throw new Error(`${path} was refused with ${answer.status}: ${answer.text}`);
    await sleep(300, undefined, { signal });
  }
}
