import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generate, upload } from "@/cli/film/api-client";
import { sample, startApp, type TestApp } from "../app";
import { startHranaServer } from "../hrana-server";

/** What a film costs the database, counted where it arrives: at a database server of our own. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-statements-"));
let server: Awaited<ReturnType<typeof startHranaServer>>;
let testApp: TestApp;

beforeAll(async () => {
  server = await startHranaServer(join(folder, "server.db"));
  // Nothing is reconciled meanwhile: what is counted is the film's.
  testApp = await startApp({ SANDBOX_INSTANT: "1", DATABASE_URL: server.url, RECONCILE_SECONDS: "3600" });
});
afterAll(async () => {
  await testApp?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Step = { stmt: { sql?: string; sql_id?: number } };
type Asked = {
  requests: ({ type: string; sql_id?: number; sql?: string; batch?: { steps: Step[] } } & Partial<Step>)[];
};

/** The statements of a request to the server, without those that only begin and end a transaction. */
function statementsIn(body: string): string[] {
  const { requests }: Asked = JSON.parse(body);
  const stored = new Map(requests.map(({ sql_id, sql }) => [sql_id, sql]));
  const steps = requests.flatMap(({ stmt, batch }) => batch?.steps ?? (stmt ? [{ stmt }] : []));
  const texts = steps.map(({ stmt }) => stmt.sql ?? stored.get(stmt.sql_id) ?? "");
  return texts.filter((text) => !/^(begin|commit|rollback)/i.test(text));
}

/** From the answer to its submit until its caller has the webhook. */
async function statementsOfFilm(seed: number): Promise<string[]> {
  const picture = await upload(testApp.api, sample);
  const job = await generate(testApp.api, {
    model: "next-scene",
    input: [{ type: "image", url: picture }],
    options: { prompt: `The wind takes the seeds with it, take ${seed}.`, duration: 3, seed },
    cache: false,
    webhookUrl: testApp.receiver.url,
  });
  const heard: string[] = [];
  server.cutOff((body) => {
    heard.push(...statementsIn(body));
    return false;
  });
  const { status } = await testApp.receiver.webhookOf(job.id);
  server.cutOff(undefined);
  expect(status).toBe("completed");
  return heard;
}

test("a film of eight steps makes at most 165 statements", async () => {
  await statementsOfFilm(1); // the first one loads the code
  const films = [await statementsOfFilm(2), await statementsOfFilm(3), await statementsOfFilm(4)];
  // A step whose answer takes longer than its submitter waits makes some more: the fastest film has none of them.
  const least = Math.min(...films.map(({ length }) => length));
  expect(least).toBeLessThanOrEqual(165);
  expect(least).toBeGreaterThan(8 * 10); // each step has its row, its moves and their events: the count hears them
});
