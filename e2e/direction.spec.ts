import type { Page } from "@playwright/test";
import { startSmallFilm } from "./cutting";
import { askJob, filmLength } from "./making";
import { expect, runningApp, test } from "./test-app";

/** A text with a mark that turns its direction leaves the text around it in order. */

const turned = "\u202E";

/** How the page isolates each text with such a mark. */
const isolationOf = (page: Page) =>
  page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const { parentElement } = node;
      if (!parentElement?.checkVisibility() || !/[\u202a-\u202e\u2066-\u2069]/.test(node.textContent ?? "")) continue;
      const around = parentElement.closest("[lang]:not(html), [dir], textarea") ?? parentElement;
      found.push(getComputedStyle(around).unicodeBidi);
    }
    return [...new Set(found)];
  });
const marksIn = (text: string) => /[\u202a-\u202e\u2066-\u2069]/.test(text);

test("the prompt and the title of a job turn nothing on the list, its page and its shared page", async ({
  page,
  browser,
}) => {
  const headers = { origin: runningApp().url };
  const word = `Heron${Date.now()}`;
  const { id } = await startSmallFilm(page, runningApp().url, `${word} ${turned}lands. 5 left`);
  await page.goto(`/jobs?q=${word}`);
  const card = page.getByRole("listitem").filter({ hasText: word });
  await expect(card).toBeVisible();
  expect(marksIn(await card.innerText())).toBe(false);
  await expect.poll(async () => (await askJob(page, id)).status, { timeout: filmLength }).toBe("completed");

  await page.goto(`/jobs/${id}`);
  await expect(page.getByRole("heading", { level: 1, name: word })).toHaveText(`${word} lands. 5 left`);
  await expect.poll(() => isolationOf(page)).toEqual(["plaintext"]);
  expect(marksIn(await page.title())).toBe(false);

  const change = { headers, data: { title: `${word} ${turned}rises` } };
  expect(await (await page.request.patch(`/v1/jobs/${id}`, change)).json()).toMatchObject({ title: `${word} rises` });
  const shared = await page.request.post(`/v1/jobs/${id}/share`, { headers, data: { board: true } });
  const visitor = await (await browser.newContext({ storageState: undefined })).newPage();
  await visitor.goto((await shared.json()).url);
  await expect(visitor.getByRole("heading", { level: 1 })).toHaveText(`${word} rises`);
  expect(await visitor.getByRole("heading", { level: 1 }).getAttribute("dir")).toBe("auto");
  await expect(visitor.getByRole("listitem")).toHaveCount(3);
  expect((await isolationOf(visitor)).every((one) => one === "isolate" || one === "plaintext")).toBe(true);
  expect(await visitor.locator(".shots p").first().getAttribute("dir")).toBe("auto");
  await visitor.context().close();
});
