import { expect, type Page, test } from "@playwright/test";
import { generate, upload } from "@/cli/film/api-client";
import { sample, startApp, type TestApp } from "@/testing/app";
import { type Caller, startCaller } from "@/testing/caller-server";
import { sandboxOf } from "@/testing/sandbox-admin";
import { askJob, filmLength, startFilm, steps } from "./making";

/** Tests with their own app, which may crash, and with scripted receivers. */

let testApp: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let caller: Caller;
let page: Page;
const film = () => page.getByRole("link", { name: "Download", exact: true });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  caller = await startCaller();
  testApp = await startApp({ WAN_I2V_PRICE: "0.1/s" }, [caller.network]);
  sandbox = sandboxOf(testApp);
  const context = await browser.newContext({ baseURL: testApp.app.url });
  page = await context.newPage();
  await page.goto(testApp.app.signInUrl);
});
test.afterAll(async () => {
  await page?.context().close();
  await testApp?.close();
  caller?.close();
});

test("an open page reconnects when the server restarts, and nothing is lost", async () => {
  // The services must still be working when it is back: they do not repeat an undelivered answer.
  await startFilm(page, "A candle burns down. [fault:wan-i2v:slow=30]");
  await expect(steps(page, "waiting").filter({ hasText: "Clip" })).toHaveCount(3, { timeout: filmLength });
  await page.evaluate(() => document.querySelector("h1")?.setAttribute("data-same", "yes"));
  const before = testApp.app.pids.web ?? 0;
  process.kill(before, "SIGKILL");
  await expect(page.getByText("Connection lost")).toBeVisible();
  await expect.poll(() => testApp.app.pids.web ?? before).not.toBe(before);
  await expect(film()).toBeVisible({ timeout: filmLength });
  await expect(page.locator("h1[data-same]")).toHaveCount(1);
});

for (const [how, press] of [
  ["the button", () => page.getByRole("button", { name: "Try again" }).click()],
  ["the r key", () => page.keyboard.press("r")],
] as const) {
  test(`after a service's failure ${how} retries the step at the quoted price, up to the film`, async () => {
    await sandbox.fault({ service: "wan-i2v", fault: "fail", value: "out of film", count: 1 });
    const id = await startFilm(page, `The ladder slips, and ${how} helps.`);
    const banner = page.getByRole("alert").filter({ hasText: "out of film" });
    await expect(banner.getByText(/^about .*\$0\.\d/)).toBeVisible({ timeout: filmLength });
    await page.getByRole("heading", { level: 1 }).click();
    await press();
    await expect(banner).toBeHidden();
    await expect(film()).toBeVisible({ timeout: filmLength });
    expect((await askJob(page, id)).status).toBe("completed");
  });
}

test("a webhook's attempts appear as they happen, and it can be sent again", async () => {
  caller.answer("/hook", { status: 410, body: "moved away" });
  const job = await generate(testApp.api, {
    model: "qwen-vl",
    input: [{ type: "image", url: await upload(testApp.api, sample) }],
    options: { prompt: "What is here?" },
    webhookUrl: `${caller.origin}/hook`,
  });
  await page.goto(`/jobs/${job.id}`);
  const deliveries = page.getByRole("region", { name: "Webhooks and notifications" });
  await expect(deliveries.getByRole("status")).toHaveText("Failed");
  await deliveries.getByText("1 attempt").click();
  await expect(deliveries).toContainText("410");
  await expect(deliveries).toContainText("moved away");

  caller.answer("/hook", { status: 200, body: "welcome" });
  await deliveries.getByRole("button", { name: "Send again" }).click();
  await expect(deliveries.getByRole("status")).toHaveText("Delivered");
  await expect(deliveries).toContainText("welcome");
  await expect(deliveries.getByText("2 attempts")).toBeVisible();
  expect(new Set(caller.at("/hook").map(({ headers }) => headers["webhook-id"])).size).toBe(1);
});
