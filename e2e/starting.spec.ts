import type { Page } from "@playwright/test";
import {
  askJob,
  chooseModel,
  filmLength,
  holdRequests,
  jobIdOf,
  openMaker,
  picker,
  prompt,
  startButton,
  startedBy,
  startFilm,
} from "./making";
import { makePicture } from "./media";
import { expect, test } from "./test-app";

/** Whatever costs money starts on purpose, once, and at a quoted price. */

const cancel = (page: Page, id: string) =>
  page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(page.url()).origin } });

async function fillIn(page: Page, sentence: string): Promise<void> {
  await openMaker(page);
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await expect(page.getByText("Uploaded")).toBeVisible();
  await prompt(page).fill(sentence);
}

test("Enter in a field starts nothing; Ctrl + Enter starts from anywhere on the page", async ({ page }) => {
  await fillIn(page, "The gate creaks. [fault:wan-i2v:slow=60]");
  const started = startedBy(page);
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByRole("spinbutton", { name: "Length" }).press("Enter");
  await page.getByLabel("Seed").press("Enter");
  await page.getByLabel("Seed").fill("7");
  await expect(page).toHaveURL("/");
  expect(started).toEqual([]);

  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Control+Enter");
  await cancel(page, await jobIdOf(page));
});

test("after a start the focus is on the title of the job; only the keyboard shows it", async ({ page }) => {
  for (const [start, isRinged] of [
    [() => startButton(page).click(), false],
    [() => startButton(page).press("Enter"), true],
  ] as const) {
    const sentence = `The tide comes in ${Date.now()}. [fault:wan-i2v:slow=60]`;
    await fillIn(page, sentence);
    await start();
    const id = await jobIdOf(page);
    const title = page.getByRole("heading", { level: 1, name: sentence });
    await expect(title).toBeFocused();
    expect(await title.evaluate((one) => one.matches(":focus-visible"))).toBe(isRinged);
    await page.reload();
    await expect(title).toBeVisible();
    await expect(title).not.toBeFocused();
    await cancel(page, id);
  }
});

test("pressing the button again after a lost answer starts no second job", async ({ page }) => {
  const sentence = `The post is late ${Date.now()}. [fault:wan-i2v:slow=60]`;
  await fillIn(page, sentence);
  let lost = 0;
  await page.route("**/v1/generate", async (route) => {
    await route.fetch();
    lost += 1;
    await route.abort();
  });
  await startButton(page).click();
  await expect(page.getByRole("alert").filter({ hasText: "cannot be reached" })).toBeVisible();
  expect(lost).toBeGreaterThan(1);

  await page.unroute("**/v1/generate");
  await startButton(page).click();
  const id = await jobIdOf(page);
  const { data } = await (await page.request.get("/v1/jobs?limit=100")).json();
  expect(data.filter((job: { options: { prompt: string } }) => job.options.prompt === sentence)).toHaveLength(1);
  await cancel(page, id);
});

test("a start that is pressed while the sample is still fetched is not lost", async ({ page }) => {
  await openMaker(page);
  const release = await holdRequests(page, "**/sample.jpg");
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await prompt(page).fill("The gate opens. [fault:wan-i2v:slow=60]");
  await startButton(page).click();
  await expect(page.getByRole("button", { name: "Waiting for the upload" })).toBeDisabled();
  release();
  await cancel(page, await jobIdOf(page));
});

test("an unreadable answer shows an error, and the form can be sent again", async ({ page }) => {
  await fillIn(page, "The radio hums.");
  await page.route("**/v1/generate", (route) => route.fulfill({ status: 202, body: "surely" }));
  await startButton(page).click();
  await expect(page.getByRole("alert").filter({ hasText: /\w/ })).toBeVisible();
  await expect(startButton(page)).toBeEnabled();
});

test("the price is above the button, stays while typing, and follows the options", async ({ page }) => {
  await openMaker(page);
  await expect(page.getByText("Fill in the form to see price and time")).toBeVisible();
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await prompt(page).fill("The snow begins.");
  const price = page.getByText(/^about .*\$0\.90/);
  await expect(price).toBeVisible();
  const asked: string[] = [];
  page.on("request", (request) => request.url().includes("dry_run") && asked.push(request.url()));
  await prompt(page).pressSequentially(" It does not end.", { delay: 60 });
  await expect(price).toBeVisible();
  expect(asked).toEqual([]);
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByRole("spinbutton", { name: "Length" }).fill("5");
  await expect(page.getByText(/^about .*\$1\.50/)).toBeVisible();

  await chooseModel(page, "Edit a picture");
  await page.getByRole("textbox", { name: "Prompt" }).fill("By night.");
  await expect(page.getByText(/^about .* · no price set$/)).toBeVisible();
});

test("an error that the start would give appears at its field beforehand", async ({ page }) => {
  await fillIn(page, "The bell rings.");
  await page.getByRole("button", { name: "More options" }).click();
  const length = page.getByRole("spinbutton", { name: "Length" });
  await length.fill("9000");
  await expect(length).toHaveAccessibleDescription(/10/);
  await expect(length).toHaveAttribute("aria-invalid", "true");
  await length.fill("4");
  await expect(length).not.toHaveAttribute("aria-invalid");
});

test("a text that is too long is kept whole, with its surplus shown", async ({ page }) => {
  await fillIn(page, "x".repeat(2012));
  await expect(prompt(page)).toHaveValue("x".repeat(2012));
  await expect(page.getByText("12 characters too many")).toBeVisible();
  await startButton(page).click();
  await expect(prompt(page)).toHaveAccessibleDescription(/the limit is 2,000 characters/);
  await expect(page).toHaveURL("/");
});

test("an unchanged copy of a job costs nothing, because it keeps the seed", async ({ page }) => {
  const id = await startFilm(page, `A cup is filled ${Date.now()}.`);
  await expect(page.getByRole("link", { name: "Download", exact: true })).toBeVisible({ timeout: filmLength });
  expect((await askJob(page, id)).cost.actual).toBeCloseTo(0.9, 6);

  await page.getByRole("link", { name: "Make another" }).click();
  await page.getByRole("button", { name: "More options" }).click();
  await expect(page.getByLabel("Seed")).toHaveValue(/^\d+$/);
  await startButton(page).click();
  await page.waitForURL((url) => url.pathname.startsWith("/jobs/") && !url.pathname.endsWith(id));
  await expect(page.getByRole("link", { name: "Download", exact: true })).toBeVisible({ timeout: filmLength });
  expect((await askJob(page, await jobIdOf(page))).cost.actual).toBe(0);
});

test("a copy keeps the webhook and the priority of its job, shows them, and sends them", async ({ page }, info) => {
  await page.goto("/");
  const bytes = await (await page.request.get("/sample.jpg")).body();
  const origin = new URL(page.url()).origin;
  const headers = { origin };
  const asset = await (
    await page.request.post("/v1/uploads", { headers: { ...headers, "content-type": "image/jpeg" }, data: bytes })
  ).json();
  const made = await page.request.post("/v1/generate", {
    headers,
    data: {
      model: "next-scene",
      input: [{ type: "image", url: `asset:${asset.id}` }],
      options: { prompt: `${info.title} [fault:wan-i2v:slow=60]` },
      priority: "high",
      review: true,
      webhookUrl: "https://example.com/ended",
    },
  });
  const { id } = await made.json();
  await cancel(page, id);
  await page.goto(`/?from=${id}`);
  await expect(page.getByText("It sends a webhook to https://example.com/ended when it ends")).toBeVisible();
  await expect(page.getByLabel("Let me review the scenes and the keyframes first")).toBeChecked();
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/v1/generate"));
  await startButton(page).click();
  expect((await sent).postDataJSON()).toMatchObject({
    priority: "high",
    review: true,
    webhookUrl: "https://example.com/ended",
  });
  await page.waitForURL((url) => url.pathname.startsWith("/jobs/"));
  await cancel(page, await jobIdOf(page));
});

test("a failed upload can be retried in place, and a replaced one is aborted", async ({ page }, info) => {
  await openMaker(page);
  await page.route("**/v1/uploads*", (route) => route.abort());
  await picker(page).setInputFiles(await makePicture(info.outputPath("first.png")));
  await expect(page.getByRole("button", { name: "Try the upload again" })).toBeVisible();
  await page.unroute("**/v1/uploads*");
  await page.getByRole("button", { name: "Try the upload again" }).click();
  await expect(page.getByText("Uploaded")).toBeVisible();

  await page.route("**/v1/uploads*", () => {}); // no answer
  const stopped = page.waitForEvent("requestfailed", (request) => request.url().includes("/v1/uploads?"));
  await picker(page).setInputFiles(await makePicture(info.outputPath("second.png")));
  await expect(page.getByText("second.png")).toBeVisible();
  await picker(page).setInputFiles(await makePicture(info.outputPath("third.png")));
  expect((await stopped).failure()?.errorText).toContain("ABORTED");
  await expect(page.getByText("second.png")).toBeHidden();
});
