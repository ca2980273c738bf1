import { setTimeout as sleep } from "node:timers/promises";

/** How busy the web process is: milliseconds of one request after another until `over`. */
export async function answerTimes(api: { url: string; key: string }, over: Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let isOver = false;
  const ending = over.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const from = performance.now();
    const response = await fetch(new URL("/v1/jobs?limit=1", api.url), { headers: { "x-api-key": api.key } });
    await response.arrayBuffer();
    times.push(performance.now() - from);
    await sleep(20);
  }
  await ending;
  return times;
}
