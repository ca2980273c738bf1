import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { APIRequestContext, Page } from "@playwright/test";
import sharp from "sharp";
import type { Job } from "@/lib/schemas/job";
import { isAccessible } from "./accessible";
import { askJob, filmLength, picker, prompt } from "./making";
import { makeClip } from "./media";
import { expect, runningApp, test } from "./test-app";

/** A person keeps jobs in order and uses files again. */

const send = (page: Page, method: "post" | "patch", path: string, data: object) =>
  page.request[method](path, { headers: { origin: runningApp().url }, data });

/** Uploads a picture that no other test has: equal ones are one file, with one name and one star. */
async function uploaded(request: APIRequestContext, name: string): Promise<string> {
  const color = `#${randomBytes(3).toString("hex")}`;
  const picture = sharp("public/sample.jpg").extend({ left: 4, background: color });
  const sent = await request.post(`/v1/uploads?name=${encodeURIComponent(name)}`, {
    headers: { origin: runningApp().url, "content-type": "image/jpeg" },
    data: await picture.jpeg().toBuffer(),
  });
  return (await sent.json()).id;
}

/** Picture jobs of these sentences, in order; they are finished when this resolves. */
async function made(page: Page, ...sentences: string[]): Promise<Job[]> {
  const url = `asset:${await uploaded(page.request, "sample.jpg")}`;
  const jobs: Job[] = [];
  for (const sentence of sentences) {
    const body = { model: "qwen-edit", input: [{ type: "image", url }], options: { prompt: sentence } };
    jobs.push(await (await send(page, "post", "/v1/generate", body)).json());
  }
  for (const { id } of jobs)
    await expect.poll(async () => (await askJob(page, id)).status, { timeout: filmLength }).toBe("completed");
  return jobs;
}

const cardOf = (page: Page, text: string) => page.getByRole("listitem").filter({ hasText: text });

test("a job is renamed in place, starred, and found by its title and its star", async ({ page }) => {
  const word = `kestrel${Date.now()}`;
  const [job] = await made(page, `A ${word} hovers.`);
  await page.goto(`/jobs?q=${word}`);
  const card = cardOf(page, word);
  await card.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  const title = `The ${word} over the motorway`;
  await page.getByRole("textbox", { name: "Title" }).fill(title);
  await page.keyboard.press("Enter");
  await expect(card.getByText(title)).toBeVisible();
  await card.getByRole("link").focus();
  await page.keyboard.press("s");
  await expect(card.getByRole("img", { name: "Starred" })).toBeVisible();
  expect(await askJob(page, job?.id ?? "")).toMatchObject({ title, starred: true });

  await page.goto("/jobs");
  await page.getByRole("button", { name: "Starred" }).click();
  await expect(page).toHaveURL("/jobs?starred=yes");
  await expect(cardOf(page, title)).toBeVisible();
  await cardOf(page, title).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  const saved = async (link: string) => {
    const saving = page.waitForEvent("download");
    await page.getByRole("link", { name: link, exact: true }).click();
    return (await saving).suggestedFilename();
  };
  expect(await saved("All files")).toBe(`${title}.zip`);
  expect(await saved("Download the picture")).toMatch(new RegExp(`^${title}\\.(jpg|png)$`));
});

test("a range of jobs is selected with Shift, moved to a project and deleted, and Undo brings them back", async ({
  page,
}) => {
  const word = `heron${Date.now()}`;
  const jobs = await made(page, `${word} one.`, `${word} two.`, `${word} three.`);
  await page.goto(`/jobs?q=${word}`);
  const box = (text: string) => page.getByRole("checkbox", { name: `Select ${word} ${text}` });
  await box("three.").click();
  await box("one.").click({ modifiers: ["Shift"] });
  const bar = page.getByRole("region", { name: "Actions for the selected jobs" });
  await expect(bar).toContainText("3 jobs selected");
  await bar.getByRole("button", { name: "Move to project…" }).click();
  await page.getByLabel("Name of the project").fill(`Marsh ${word}`);
  await page.keyboard.press("Enter");
  await expect(bar).toContainText("3 jobs moved");
  for (const { id } of jobs) expect((await askJob(page, id)).project).toBe(`Marsh ${word}`);
  await isAccessible(page);
  await page.setViewportSize({ width: 1280, height: 800 });

  await bar.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No jobs match these filters")).toBeVisible();
  const undo = page.getByRole("button", { name: "Undo" });
  await expect(undo).toBeFocused();
  await isAccessible(page);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("listitem").filter({ hasText: word })).toHaveCount(3);
  await expect(undo).toBeHidden();

  await page.goto("/jobs");
  await page.getByRole("button", { name: "More filters" }).click();
  await page.getByRole("combobox", { name: "Project" }).click();
  await page.getByRole("option", { name: `Marsh ${word}` }).click();
  await expect(page).toHaveURL(`/jobs?project=Marsh+${word}`);
  await expect(page.getByRole("listitem").filter({ hasText: word })).toHaveCount(3);
});

test("the list keeps its length and place on Back, and new jobs wait until they are shown", async ({ page }) => {
  const word = `tern${Date.now()}`;
  await made(page, ...Array.from({ length: 30 }, (_, i) => `${word} ${i}.`));
  await page.setViewportSize({ width: 1280, height: 700 });
  await page.goto(`/jobs?q=${word}`);
  const cards = page.getByRole("listitem").filter({ hasText: word });
  await cards.nth(23).scrollIntoViewIfNeeded();
  await expect(cards).toHaveCount(30);
  await cards.nth(29).scrollIntoViewIfNeeded();
  /** Where a person sees the last card. */
  const placeOf = async () =>
    Math.round((await cards.filter({ hasText: `${word} 0.` }).boundingBox())?.y ?? Number.NaN);
  const place = await placeOf();
  await cards.nth(29).getByRole("link").click();
  await page.waitForURL("/jobs/*");
  await expect(page.getByRole("heading", { level: 1, name: word })).toBeVisible();
  await page.goBack();
  await expect(cards).toHaveCount(30);
  await expect.poll(placeOf).toBe(place);

  await made(page, `${word} is new.`);
  await expect(page.getByRole("button", { name: "1 new job" })).toBeVisible();
  await expect(cards).toHaveCount(30);
  await expect.poll(placeOf).toBe(place);
  await page.getByRole("button", { name: "1 new job" }).click();
  await expect(cards.first()).toContainText("is new.");
});

test("the queue groups the jobs, cancels one, and moves a waiting one ahead", async ({ page }) => {
  const word = `plover${Date.now()}`;
  const url = `asset:${await uploaded(page.request, "sample.jpg")}`;
  const body = { model: "wan-i2v", input: [{ type: "image", url }], options: { prompt: `${word} [fault:hold]` } };
  const job: Job = await (await send(page, "post", "/v1/generate", body)).json();
  const failing = { ...body, options: { prompt: `${word} fell ill. [fault:fail]` } };
  await send(page, "post", "/v1/generate", failing);
  await expect.poll(async () => (await askJob(page, job.id)).status, { timeout: filmLength }).toBe("running");
  await page.goto("/jobs");
  await page.getByRole("button", { name: /^Queue/ }).click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("region", { name: "Running" })).toContainText(word);
  await expect(panel.getByRole("region", { name: "Needs you" })).toContainText(`${word} fell ill.`);
  await isAccessible(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await panel.getByRole("button", { name: `Cancel ${word}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the job" }).click();
  await expect.poll(async () => (await askJob(page, job.id)).status).toBe("cancelled");
});

test("a job without words is called by its workflow in the queue, and the filter by owner by the key's name", async ({
  page,
}, info) => {
  const sent = await page.request.post("/v1/uploads", {
    headers: { origin: runningApp().url, "content-type": "video/mp4" },
    data: await readFile(makeClip(info.outputPath("silent.mp4"))),
  });
  const input = [{ type: "video", url: `asset:${(await sent.json()).id}` }];
  const job: Job = await (await send(page, "post", "/v1/generate", { model: "extract-sound", input })).json();
  await expect.poll(async () => (await askJob(page, job.id)).status, { timeout: filmLength }).toBe("failed");
  await page.goto("/jobs");
  await page.getByRole("button", { name: /^Queue/ }).click();
  const needy = page.getByRole("dialog").getByRole("region", { name: "Needs you" });
  await expect(needy.getByText("Extract the sound", { exact: true }).first()).toBeVisible();

  const name = `Studio ${Date.now()}`;
  const { id } = await (await send(page, "post", "/v1/keys", { name, role: "user" })).json();
  await page.goto(`/jobs?owner=${id}`);
  await page.getByRole("button", { name: `Remove the filter ${name}` }).click();
  await expect(page).toHaveURL("/jobs");
});

test("a file of the library is starred, used in another workflow, and chosen in a form", async ({ page }) => {
  const name = `pier-${Date.now()}.jpg`;
  const id = await uploaded(page.request, name);
  await send(page, "patch", `/v1/library/${id}`, { name });
  await page.goto("/library");
  await page.getByRole("searchbox", { name: "Search files" }).fill(name);
  await page.getByRole("radio", { name: "Pictures" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: name })).toHaveCount(1);
  // The star reaches the server only after the list of the starred files was answered: the list is shown with it all the same.
  const answered = page.waitForResponse((answer) => answer.url().includes("starred=true"));
  await page.route(`**/v1/library/${id}`, async (route) => {
    await answered;
    await route.continue();
  });
  await page.getByRole("button", { name: `Star ${name}` }).click();
  await page.getByRole("button", { name: "Starred", exact: true }).click();
  await expect(page.getByRole("button", { name: `Star ${name}` })).toHaveAttribute("aria-pressed", "true");
  await isAccessible(page);
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.getByRole("button", { name: `Use ${name} in…` }).click();
  await page.getByRole("menuitem", { name: "Edit a picture" }).first().click();
  await page.waitForURL("/?model=qwen-edit");
  await expect(page.getByText("Uploaded").first()).toBeVisible();

  await page.goto("/?model=next-scene");
  await prompt(page).fill("The pier at dawn.");
  await page.getByRole("button", { name: "From your library" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Choose from your library" });
  await dialog.getByRole("searchbox").fill(name);
  const choice = dialog.getByRole("button", { name: `Choose ${name}` });
  await expect(choice).toBeVisible();
  await isAccessible(page);
  await choice.click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Uploaded").first()).toBeVisible();
  await expect(picker(page)).toBeAttached();
});

test("the filters of the library are in its address, and a reload and Back keep them and the place", async ({
  page,
}) => {
  const word = `jetty${Date.now()}`;
  const ids: string[] = [];
  for (let i = 0; i < 50; i++) ids.push(await uploaded(page.request, `${word} ${i}.jpg`));
  for (const [i, id] of ids.entries()) await send(page, "patch", `/v1/library/${id}`, { name: `${word} ${i}.jpg` });
  await page.setViewportSize({ width: 1280, height: 700 });
  await page.goto("/library");
  await page.getByRole("searchbox", { name: "Search files" }).fill(word);
  await page.getByRole("radio", { name: "Pictures" }).click();
  await expect(page).toHaveURL(
    (url) => url.search === `?kind=image&q=${word}` || url.search === `?q=${word}&kind=image`,
  );
  // Next writes the address once more when it has shown the change.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  await page.reload();
  await expect(page.getByRole("searchbox", { name: "Search files" })).toHaveValue(word);
  await expect(page.getByRole("radio", { name: "Pictures" })).toBeChecked();
  const files = page.getByRole("main").getByRole("listitem").filter({ hasText: word });
  await expect(files.first()).toBeVisible();
  await files.last().scrollIntoViewIfNeeded();
  await expect(files).toHaveCount(50);
  await files.last().scrollIntoViewIfNeeded();
  const placeOf = async () => Math.round((await files.last().boundingBox())?.y ?? Number.NaN);
  const place = await placeOf();
  await files.last().getByRole("button", { name: /^Use / }).click();
  await page.getByRole("menuitem", { name: "Edit a picture" }).first().click();
  await page.waitForURL("/?model=qwen-edit");
  await page.goBack();
  await expect(files).toHaveCount(50);
  await expect.poll(placeOf).toBe(place);
  await expect(page.getByRole("radio", { name: "Pictures" })).toBeChecked();
  await page.getByRole("button", { name: "Starred", exact: true }).click();
  await expect(page).toHaveURL(/starred=true/);
});

test("two filters that follow each other quickly stay in the address", async ({ page }) => {
  const browser = await page.context().newCDPSession(page);
  await page.goto("/library");
  await browser.send("Emulation.setCPUThrottlingRate", { rate: 20 });
  for (let i = 0; i < 10; i++) {
    const word = `quick${i}`;
    await page.getByRole("searchbox", { name: "Search files" }).fill(word);
    await page.getByRole("radio", { name: i % 2 ? "Pictures" : "Sounds" }).click();
    await expect(page).toHaveURL(({ search }) => search === `?kind=${i % 2 ? "image" : "audio"}&q=${word}`);
  }
});

test("a picture gets a name in the library, and the form of a film puts it into the text", async ({ page }) => {
  const word = `heroine${Date.now()}`;
  const bytes = await sharp("public/sample.jpg")
    .resize(200)
    .modulate({ hue: Date.now() % 360 })
    .png()
    .toBuffer();
  const sent = await page.request.post(`/v1/uploads?name=${word}.png`, {
    headers: { origin: runningApp().url, "content-type": "image/png" },
    data: bytes,
  });
  expect(sent.status()).toBeLessThan(300);
  await page.goto(`/library`);
  await page.getByRole("searchbox", { name: "Search files" }).fill(word);
  await page.getByRole("button", { name: `Rename ${word}.png` }).click();
  await page.getByRole("textbox", { name: "Name of the file" }).fill(`Miss ${word}`);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: `Star Miss ${word}` }).click();
  await expect(page.getByText(`@miss-${word}`)).toBeVisible();
  await isAccessible(page);
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.goto("/?model=topic-film");
  const topic = page.getByRole("textbox", { name: "Topic" });
  await topic.fill("A day with");
  await page.getByRole("button", { name: `Use @miss-${word} in the text` }).click();
  await expect(topic).toHaveValue(`A day with @miss-${word} `);
  await expect(page.getByText(/^about .*\$/)).toBeVisible();
  await isAccessible(page);
});
