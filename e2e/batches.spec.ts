import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type { Batch, BatchWithItems } from "@/lib/schemas/batch";
import { isAccessible } from "./accessible";
import { filmLength } from "./making";
import { hide, recordNotices } from "./notices";
import { expect, runningApp, test } from "./test-app";

/** Batches in the studio: from a list to a contact sheet. */

const origin = () => new URL(runningApp().url).origin;
const ask = (page: Page, path: string, data?: object) =>
  page.request.post(path, { headers: { origin: origin() }, data });
const list = (page: Page) => page.getByRole("textbox", { name: "List (CSV)" });
const check = (page: Page) => page.getByRole("button", { name: "Check and price" });
const start = (page: Page) => page.getByRole("button", { name: "Start the batch" });
const cells = (page: Page) => page.getByRole("main").getByRole("list").first().getByRole("listitem");
const filter = (page: Page, name: string) => page.getByRole("group", { name: "State" }).getByRole("button", { name });

/** The sample picture as a cell of a list. */
async function samplePicture(page: Page): Promise<string> {
  const headers = { "content-type": "image/jpeg", origin: origin() };
  const uploaded = await page.request.post("/v1/uploads", { data: await readFile("public/sample.jpg"), headers });
  return `asset:${(await uploaded.json()).id}`;
}

async function openNew(page: Page): Promise<string> {
  const picture = await samplePicture(page);
  await page.goto("/batches/new");
  await page.getByRole("combobox", { name: "Workflow for lines" }).click();
  await page.getByRole("option", { name: "Edit a picture" }).click();
  return picture;
}

async function batchIdOf(page: Page): Promise<string> {
  await page.waitForURL(/\/batches\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}
const look = async (page: Page, id: string): Promise<BatchWithItems> =>
  (await page.request.get(`/v1/batches/${id}?limit=100`)).json();

/** Starts a batch over the API. */
async function begin(page: Page, prompts: string[]): Promise<Batch> {
  const input = [{ type: "image", url: await samplePicture(page) }];
  const requests = prompts.map((prompt) => ({ model: "qwen-edit", input, options: { prompt } }));
  const answer = await ask(page, "/v1/batches", { requests });
  expect(answer.status()).toBe(202);
  return answer.json();
}

test("a dropped list is checked at its lines, priced, made, filtered, retried, downloaded and deleted", async ({
  page,
}) => {
  const picture = await openNew(page);
  const rows = (colour: string) => [
    `model,image,prompt,seed${colour && ",colour"}`,
    `,${picture},Morning,1${colour && ","}`,
    `,${picture},Rain [fault:qwen-edit:fail=the lens is wet],${colour ? "seven" : "2"}${colour && ","}`,
    `wan-i2v,${picture},Evening,3${colour && `,${colour}`}`,
  ];
  const wrong = `${rows("red").join("\n")}\n`;
  const dropped = await page.evaluateHandle((text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], "list.csv", { type: "text/csv" }));
    return files;
  }, wrong);
  await list(page).dispatchEvent("drop", { dataTransfer: dropped });
  await expect(list(page)).toHaveValue(wrong);
  await check(page).click();
  const faults = page.getByRole("alert").filter({ hasText: "Nothing was started." });
  await expect(faults.getByRole("listitem")).toHaveCount(2);
  await expect(faults.getByRole("listitem").filter({ hasText: "Line 3" })).toContainText("seed:");
  await expect(faults.getByRole("listitem").filter({ hasText: "Line 4" })).toContainText("colour:");
  await expect(start(page)).toBeDisabled();
  await isAccessible(page);
  await faults.getByRole("button", { name: /^Line 3/ }).click();
  const selected = () =>
    list(page).evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd));
  expect(await selected()).toContain("Rain");

  await list(page).fill(`${rows("").join("\n")}\n`);
  await expect(faults).toBeHidden();
  await check(page).click();
  const ready = page.getByRole("status").filter({ hasText: "3 jobs are ready to start" });
  await expect(ready).toContainText(/\$\d/);
  await isAccessible(page);
  await start(page).click();
  const id = await batchIdOf(page);

  await expect(page.getByRole("heading", { name: "Batch of 3 jobs" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Download all" })).toBeVisible({ timeout: filmLength });
  await expect(cells(page)).toHaveCount(3);
  for (const name of ["Morning", "Evening"])
    await expect(cells(page).filter({ hasText: name }).getByText("Finished")).toBeAttached();
  await expect(cells(page).filter({ hasText: "Rain" })).toContainText("the lens is wet");
  await isAccessible(page);

  await filter(page, "Failed 1").click();
  await expect(cells(page)).toHaveCount(1);
  await expect(cells(page)).toContainText("Rain");
  const before = await look(page, id);
  await page.getByRole("button", { name: "Retry 1 failed job" }).click();
  const retry = page.getByRole("alertdialog", { name: "Retry the failed jobs?" });
  await expect(retry).toContainText("1 job runs again");
  await retry.getByRole("button", { name: "Retry", exact: true }).click();
  await expect
    .poll(async () => (await look(page, id)).finishedAt ?? before.finishedAt, { timeout: filmLength })
    .not.toBe(before.finishedAt);
  expect((await look(page, id)).cost.actual).toBe(before.cost.actual);

  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download all" }).click();
  expect((await downloading).suggestedFilename()).toBe(`batch-${id}.zip`);

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const question = page.getByRole("alertdialog", { name: "Delete this batch?" });
  await expect(question).toContainText("Its 3 jobs and all their results");
  await question.getByRole("button", { name: "Keep it" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await question.getByRole("button", { name: "Delete the batch" }).click();
  await page.waitForURL(/\/batches$/);
  expect((await page.request.get(`/v1/batches/${id}`)).status()).toBe(404);
});

test("with the keyboard alone a list is pasted, started and cancelled", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const picture = await openNew(page);
  const prompts = ["Sand", "Salt"].map((what) => `${what} [fault:qwen-edit:slow=600]`);
  const text = `image,prompt\n${prompts.map((prompt) => `${picture},${prompt}`).join("\n")}\n`;
  await page.evaluate((csv) => navigator.clipboard.writeText(csv), text);
  /** Presses Tab until the element has the focus. */
  const tabTo = async (name: string) => {
    const focused = () => page.evaluate(() => document.activeElement?.closest("button, a")?.textContent ?? "");
    for (let i = 0; i < 30 && (await focused()) !== name; i++) await page.keyboard.press("Tab");
    expect(await focused()).toBe(name);
  };
  await list(page).focus();
  await page.keyboard.press("ControlOrMeta+V");
  await expect(list(page)).toHaveValue(text);
  await tabTo("Check and price");
  await page.keyboard.press("Enter");
  await expect(start(page)).toBeEnabled();
  await tabTo("Start the batch");
  await page.keyboard.press("Enter");
  const id = await batchIdOf(page);

  await expect(cells(page)).toHaveCount(2);
  await expect(page.getByRole("button", { name: "Cancel", exact: true })).toBeVisible();
  await isAccessible(page);
  await tabTo("Cancel");
  await page.keyboard.press("Enter");
  const question = page.getByRole("alertdialog", { name: "Cancel this batch?" });
  await expect(question).toBeVisible();
  await tabTo("Cancel the batch");
  await page.keyboard.press("Enter");
  await expect(question).toBeHidden();
  await expect(page.getByRole("link", { name: "Download all" })).toBeVisible({ timeout: filmLength });
  await expect(cells(page).filter({ hasText: "Cancelled" })).toHaveCount(2);
  expect((await look(page, id)).status).toBe("cancelled");
});

test("the title and icon of a hidden tab tell how far a batch is, and a notice tells its end", async ({ page }) => {
  await recordNotices(page);
  const { id } = await begin(page, ["Ash [fault:qwen-edit:slow=600]", "Oak [fault:qwen-edit:slow=600]"]);
  await page.goto(`/batches/${id}`);
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(cells(page)).toHaveCount(2);
  const icon = page.locator('link[rel~="icon"]').first();
  const usual = await icon.getAttribute("href");
  await hide(page);
  await expect.poll(() => page.title()).toMatch(/^\d+% · /);
  await expect(icon).toHaveAttribute("href", /^data:image\/svg/);
  expect((await ask(page, `/v1/batches/${id}/cancel`)).status()).toBe(200);
  await expect(page.locator("html")).toHaveAttribute("data-notice", /^Batch cancelled: /m, { timeout: filmLength });
  await expect.poll(() => page.title()).toMatch(/^Cancelled · /);
  await hide(page, false);
  await expect.poll(() => page.title()).toMatch(/^Batch · /);
  await expect(icon).toHaveAttribute("href", usual ?? "");
});

test("the list of batches and the header fit 390 pixels, in English and in Chinese", async ({ page, context }) => {
  const { id } = await begin(page, ["Elm [fault:qwen-edit:fail=no]"]);
  await expect.poll(async () => (await look(page, id)).status, { timeout: filmLength }).toBe("failed");
  const places = { en: ["Make", "Jobs", "Batches"], zh: ["创作", "任务", "批次"] };
  for (const [language, names] of Object.entries(places)) {
    await context.addCookies([{ name: "nextscene_language", value: language, url: runningApp().url }]);
    for (const path of ["/batches", "/batches/new", `/batches/${id}`]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await isAccessible(page);
      await page.setViewportSize({ width: 390, height: 844 });
      for (const name of names) {
        await expect(page.getByRole("navigation").getByRole("link", { name, exact: true })).toBeInViewport({
          ratio: 1,
        });
      }
    }
  }
});
