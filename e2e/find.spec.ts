import { readFile } from "node:fs/promises";
import { askJob, focusSearch, startFilm } from "./making";
import { expect, runningApp, test } from "./test-app";

test("jobs are filtered by state, workflow and text; the filters are in the address", async ({ page }) => {
  const sentence = `The tide goes out ${Date.now()}.`;
  const id = await startFilm(page, `${sentence} [fault:wan-i2v:slow=60]`);
  await page.goto("/jobs");
  const card = page.getByRole("listitem").filter({ hasText: sentence });
  await expect(card).toBeVisible();

  await page.getByRole("radio", { name: "Finished" }).click();
  await expect(page).toHaveURL("/jobs?status=completed");
  await expect(card).toBeHidden();

  await page.getByRole("radio", { name: "Running" }).click();
  await expect(card).toBeVisible();
  await page.reload();
  await expect(page.getByRole("radio", { name: "Running" })).toBeChecked();
  await expect(card).toBeVisible();

  await page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(page.url()).origin } });
  await expect(card).toBeHidden();

  await page.getByRole("radio", { name: "All" }).click();
  await page.getByRole("combobox", { name: "Workflow" }).click();
  await page.getByRole("option", { name: "Join clips" }).click();
  await expect(page).toHaveURL("/jobs?model=concat-upscale");
  await expect(card).toBeHidden();
  await expect(page.getByText("No jobs match these filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await expect(card).toBeVisible();
});

test("a text search uses the API and is in the address", async ({ page }) => {
  await page.goto("/jobs");
  await page.getByRole("radio", { name: "All" }).focus();
  const asked = page.waitForRequest((request) => new URL(request.url()).searchParams.get("q") === "low tide");
  await focusSearch(page, "Search jobs");
  await page.keyboard.type("low tide");
  await asked;
  await expect(page).toHaveURL("/jobs?q=low+tide");
});

test("the list works without a mouse: j and k move, Enter opens, c cancels, ? shows the keys", async ({ page }) => {
  const kite = `kite${Date.now()}`;
  const id = await startFilm(page, `A ${kite} climbs. [fault:wan-i2v:slow=60]`);
  await startFilm(page, `Another ${kite} falls. [fault:wan-i2v:slow=60]`);
  await page.goto(`/jobs?q=${kite}`); // without the jobs that other tests start meanwhile
  const card = page.getByRole("listitem").filter({ hasText: `A ${kite}` });
  const newer = page.getByRole("listitem").filter({ hasText: `Another ${kite}` });
  await expect(card).toBeVisible();

  await page.keyboard.press("j");
  await expect(newer.getByRole("link")).toBeFocused();
  await page.keyboard.press("j");
  await expect(card.getByRole("link")).toBeFocused();
  await page.keyboard.press("k");
  await expect(newer.getByRole("link")).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("c");
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");

  await card.getByRole("link").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/jobs/${id}`);
  await expect(page.getByRole("button", { name: "Cancel" })).toBeVisible();
  await page.keyboard.press("c");
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the job" }).click();
  await expect.poll(async () => (await askJob(page, id)).status).toBe("cancelled");
});

test("an icon button has a tooltip, for the pointer and the keyboard", async ({ page }) => {
  await page.goto("/jobs");
  const settings = page.getByRole("link", { name: "Settings" });
  const tooltip = page.getByRole("tooltip", { name: "Settings" });
  await settings.hover();
  await expect(tooltip).toBeAttached();
  await page.keyboard.press("Escape");
  await expect(tooltip).toHaveCount(0);
  await page.getByRole("heading", { level: 1 }).hover();
  await page.getByRole("button", { name: /^Queue/ }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(settings).toBeFocused();
  await expect(tooltip).toBeAttached();
});

test("single-key shortcuts can be turned off, and stay off", async ({ page }) => {
  await page.goto("/jobs");
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await page.getByRole("switch", { name: "Enable single-key shortcuts" }).click();
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(page.getByRole("searchbox")).toBeVisible();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).not.toBeFocused();
});

test("the queue shows the running jobs and their number on every page", async ({ page, context }) => {
  const sentence = `The snow ploughs pass ${Date.now()}.`;
  const other = await context.newPage();
  await other.goto("/jobs/nothing");
  const queue = other.getByRole("button", { name: /^Queue/ });
  await expect(queue).toBeVisible();
  const id = await startFilm(page, `${sentence} [fault:wan-i2v:slow=60]`);

  await expect(queue).toHaveAccessibleName(/^Queue: \d+ jobs? running or queued/);
  await queue.click();
  await other.getByRole("dialog", { name: "Queue" }).getByRole("link", { name: sentence }).click();
  await other.waitForURL(`**/jobs/${id}`);
  await other.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(other.url()).origin } });
});

test("the queue counts a running job, however many jobs came after it", async ({ page, playwright, browser }) => {
  const made = await page.request.post("/v1/keys", {
    headers: { origin: runningApp().url },
    data: { name: "Many jobs" },
  });
  const { key } = await made.json();
  const api = await playwright.request.newContext({
    baseURL: runningApp().url,
    extraHTTPHeaders: { "x-api-key": key },
  });
  const sent = await api.post("/v1/uploads", {
    headers: { "content-type": "image/jpeg" },
    data: await readFile("public/sample.jpg"),
  });
  const input = [{ type: "image", url: `asset:${(await sent.json()).id}` }];
  const start = async (data: object) =>
    (await (await api.post("/v1/generate", { data: { input, ...data } })).json()).id;
  const slow = await start({ model: "wan-i2v", options: { prompt: "It takes its time. [fault:wan-i2v:slow=60]" } });
  for (let i = 0; i < 51; i++) await start({ model: "qwen-vl", options: { prompt: "What is this?" } });
  const newest = async () => (await (await api.get("/v1/jobs?limit=51")).json()).data as { status: string }[];
  await expect.poll(async () => (await newest()).every(({ status }) => status === "completed")).toBe(true);

  const context = await browser.newContext({ baseURL: runningApp().url, storageState: { cookies: [], origins: [] } });
  const visitor = await context.newPage();
  await visitor.goto("/sign-in-needed?next=/settings");
  await visitor.getByLabel("API key").fill(key);
  await visitor.keyboard.press("Enter");
  await expect(visitor.getByRole("button", { name: "Queue: 1 job running or queued" })).toBeVisible();
  await api.post(`/v1/jobs/${slow}/cancel`);
  await context.close();
});

test("a click on a job opens it, also while the search has not begun", async ({ page }) => {
  const sentence = `The heron waits ${Date.now()}.`;
  const id = await startFilm(page, `${sentence} [fault:wan-i2v:slow=60]`);
  await page.goto("/jobs");
  const link = page.getByRole("listitem").filter({ hasText: sentence }).getByRole("link").first();
  await expect(link).toBeVisible();
  for (let time = 0; time < 3; time++) {
    await page.getByRole("searchbox", { name: "Search jobs" }).pressSequentially("heron");
    await link.click();
    await expect(page).toHaveURL(`/jobs/${id}`);
    await expect(page.getByRole("button", { name: "Cancel" })).toBeVisible();
    await page.goto("/jobs");
  }
  await page.getByRole("searchbox", { name: "Search jobs" }).pressSequentially("heron");
  await page.getByRole("radio", { name: "Running" }).click();
  await expect(page).toHaveURL("/jobs?status=running&q=heron");
  await page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(page.url()).origin } });
});
