import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { sample } from "@/testing/app";
import { isAccessible } from "./accessible";
import { askJob, filmLength, focusSearch } from "./making";
import { expect, runningApp, test } from "./test-app";

/** A film is shared from its page, watched without a key, and taken home as code. */

let film: string;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(filmLength);
  const { url, signedIn } = runningApp();
  const context = await browser.newContext({ baseURL: url, storageState: signedIn });
  const page = await context.newPage();
  const origin = { origin: url };
  const headers = { ...origin, "content-type": "image/jpeg" };
  const uploaded = await page.request.post("/v1/uploads", { headers, data: await readFile(sample) });
  const { id: picture } = await uploaded.json();
  const data = {
    model: "next-scene",
    input: [{ type: "image", url: `asset:${picture}` }],
    options: { prompt: "A kite that only its makers know.", width: 160, height: 90, duration: 1 },
  };
  film = (await (await page.request.post("/v1/generate", { headers: origin, data })).json()).id;
  await expect.poll(async () => (await askJob(page, film)).status, { timeout: filmLength }).toBe("completed");
  await context.close();
});

const dialog = (page: Page) => page.getByRole("dialog");
/** Creates a link in the dialog of the film's page, or finds the one there is, and returns its address. */
async function share(page: Page): Promise<string> {
  await page.goto(`/jobs/${film}`);
  await page.getByRole("button", { name: "Share" }).click();
  const create = dialog(page).getByRole("button", { name: "Create a link" });
  const link = dialog(page).getByLabel("Link", { exact: true });
  await expect(create.or(link)).toBeVisible();
  if (await create.isVisible()) await create.click();
  await expect(link).toBeFocused();
  return link.inputValue();
}

test("the owner creates a link, changes what it shows, and ends it; the dialog is accessible", async ({
  page,
  browser,
}) => {
  await page.goto(`/jobs/${film}`);
  await page.getByRole("button", { name: "Share" }).click();
  await dialog(page).getByLabel("Title for visitors").fill("The kite");
  await isAccessible(page);
  const url = await share(page);
  const visitor = await (await browser.newContext({ storageState: undefined })).newPage();
  await visitor.goto(url);
  await expect(visitor.getByRole("heading", { level: 1 })).toHaveText("Next-scene film");
  await expect(visitor.getByText("only its makers know")).toHaveCount(0);

  await dialog(page).getByLabel("Title for visitors").fill("The kite");
  await dialog(page).getByLabel("Show the shots", { exact: false }).check();
  await dialog(page).getByRole("button", { name: "Save changes" }).click();
  await expect(dialog(page).getByText("Saved")).toBeVisible();
  await isAccessible(page);
  await visitor.reload();
  await expect(visitor.getByRole("heading", { level: 1 })).toHaveText("The kite");
  await expect(visitor.getByRole("listitem")).toHaveCount(3);
  await isAccessible(visitor);

  await dialog(page).getByRole("button", { name: "End the link" }).click();
  await expect(dialog(page).getByText("The link has ended.")).toBeVisible();
  await visitor.reload();
  await expect(visitor.getByRole("heading", { level: 1 })).toHaveText("This link is invalid");
  await isAccessible(visitor);
  await visitor.context().close();
});

test("a visitor without a key plays the film; another site can show the player, but not the page", async ({
  page,
  browser,
}) => {
  const url = await share(page);
  const context = await browser.newContext({ storageState: undefined });
  const visitor = await context.newPage();
  const complaints: string[] = [];
  visitor.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  visitor.on("pageerror", (error) => complaints.push(error.message));
  await visitor.goto(url);
  const isPlaying = () =>
    visitor.locator("video").evaluate(async (video: HTMLVideoElement) => {
      await video.play();
      return video.videoWidth;
    });
  expect(await isPlaying()).toBe(160);
  expect(await context.cookies()).toEqual([]);
  expect(complaints).toEqual([]);

  const frames = `<iframe name="player" src="${url}/embed"></iframe><iframe name="page" src="${url}"></iframe>`;
  const site = createServer((_, response) => response.setHeader("content-type", "text/html").end(frames));
  await once(site.listen(0, "127.0.0.1"), "listening");
  await visitor.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  await expect(visitor.frameLocator("[name=player]").locator("video")).toBeVisible();
  await expect.poll(() => visitor.frame("page")?.url()).toMatch(/^chrome-error:/);
  await context.close();
  site.close();
});

test("the request of a job is there as code, in three languages", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`/jobs/${film}`);
  await page.getByRole("button", { name: "As code" }).click();
  const copied = async () => {
    await dialog(page)
      .getByRole("button", { name: /Cop(y the code|ied)/ })
      .click();
    await expect(dialog(page).getByRole("button", { name: "Copied" })).toBeVisible();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  expect(await copied()).toMatch(/^# asset:.*curl .*\/v1\/generate'.*NEXTSCENE_API_KEY.*A kite that/s);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowRight");
  await expect(dialog(page).getByRole("radio", { name: "TypeScript" })).toBeChecked();
  expect(await copied()).toContain('from "nextscene"');
  await dialog(page).getByRole("radio", { name: "Python" }).check({ force: true });
  expect(await copied()).toContain("import urllib.request");
  await isAccessible(page);
});

test("the reference is searched with the keyboard, shows code, and is readable on a phone and in Chinese", async ({
  page,
  context,
}) => {
  await page.goto("/reference");
  await focusSearch(page, "Search operations and fields");
  const search = page.getByRole("searchbox");
  await search.fill("ended job files delete");
  await expect(page.getByRole("heading", { name: "Delete an ended job and its files" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "List API keys" })).toBeHidden();
  await search.fill("no such words anywhere");
  await expect(page.getByText("Nothing found")).toBeVisible();
  await search.fill("generate");
  const start = page.locator("#generate");
  await start.getByText("Code", { exact: true }).click();
  await start.getByRole("radio", { name: "Python" }).check({ force: true });
  await expect(start.getByText("import urllib.request")).toBeVisible();
  await isAccessible(page);
  await search.fill("");
  await expect(page.getByRole("heading", { name: "List API keys" })).toBeVisible();
  // Contrast takes axe most of two minutes on the whole page, whose endpoints look like those above.
  await isAccessible(page, ["color-contrast"]);
  const { origin } = new URL(runningApp().url);
  await context.addCookies([{ name: "nextscene_language", value: "zh", url: origin }]);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("API 参考");
  await expect(page.getByRole("heading", { level: 2, name: "批次" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 3, name: "删除已结束的任务及其文件" })).toBeVisible();
});
