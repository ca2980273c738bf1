import { generate } from "@/cli/film/api-client";
import { startApp, type TestApp, timeFilm } from "@/testing/app";
import type { Measurement } from "./measurement";

/** Films with the sandbox's real media, from the submit to the caller's webhook. */
export async function measureFilm(runs: number): Promise<Measurement[]> {
  const testApp = await startApp();
  try {
    const values: number[] = [];
    for (let run = 1; run <= runs; run++) values.push((await timeFilm(testApp, run)).seconds);
    const topicFilms: number[] = [];
    for (let run = 1; run <= runs; run++) topicFilms.push(await timeTopicFilm(testApp, run));
    const of = { unit: "s", digits: 1 };
    return [
      { ...of, what: "one film, 3 scenes of 768×768 and 3 s, submit to webhook", aim: 60, values },
      { ...of, what: "a film of 30 s from a topic, checks included, submit to webhook", aim: 120, values: topicFilms },
    ];
  } finally {
    await testApp.close();
  }
}

async function timeTopicFilm({ api, receiver }: TestApp, seed: number): Promise<number> {
  const from = performance.now();
  const options = { topic: `How a violin is made, take ${seed}`, style: "documentary", duration: 30, seed };
  const { id } = await generate(api, { model: "topic-film", options, cache: false, webhookUrl: receiver.url });
  const { status, error } = await receiver.webhookOf(id);
  if (status !== "completed") throw new Error(`The film of a measurement ended as ${status}: ${error?.message}`);
  return (performance.now() - from) / 1000;
}
