import { expect, test } from "vitest";
import { upstreamCalls } from "./takes";

const asset = (n: number) => `asset:00000000-0000-0000-0000-00000000000${n}`;
const row = (id: string, key: string, input: Record<string, unknown>, output: Record<string, unknown>) => ({
  ...{ id, key, input, output },
});

test("a take of a step that chooses a file is made of the candidates, and not of the step's other takes", () => {
  const painted = [1, 2].map((n) => row(String(n), `background.${n}`, {}, { image: asset(n) }));
  const images = [asset(1), asset(2)];
  const choices = [1, 2, 3].map((n) => row(String(n + 2), "choice", { images }, { image: asset(n) }));
  const film = row("6", "film", { image: asset(3) }, { video: asset(4) });
  const rows = [...painted, ...choices, film];
  const upstream = (of: typeof film | undefined) => (of ? upstreamCalls(of, rows).map(({ id }) => id) : []);
  expect(choices.map(upstream)).toEqual([
    ["1", "2"],
    ["1", "2"],
    ["1", "2"],
  ]);
  expect(upstream(film)).toEqual(["5"]);
});
