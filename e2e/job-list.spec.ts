import { filmLength, startFilm } from "./making";
import { expect, test } from "./test-app";

test("the list of jobs in another tab updates automatically, from start to film", async ({ page, context }) => {
  const sentence = `Snow falls on the harbour ${Date.now()}.`;
  const list = await context.newPage();
  await list.goto("/jobs");
  await expect(list.getByRole("heading", { name: "Jobs", level: 1 })).toBeVisible();
  let loads = 0;
  list.on("load", () => {
    loads += 1;
  });

  await startFilm(page, sentence);

  const card = list.getByRole("listitem").filter({ hasText: sentence });
  await expect(card).toBeVisible();
  await expect(card.getByText("Finished")).toBeVisible({ timeout: filmLength });
  expect(loads).toBe(0);

  await card.getByRole("link").click();
  await expect(list.getByRole("link", { name: "Download" })).toBeVisible();
});
