import type { Page } from "@playwright/test";
import { isAccessible } from "./accessible";
import { expect, runningApp, test } from "./test-app";

const home = (page: Page) => page.getByRole("heading", { name: "What happens next?" });
const keyField = (page: Page) => page.getByLabel("API key");

/** A user key, made by the signed-in admin. */
async function newKey(page: Page): Promise<{ id: string; key: string }> {
  const made = await page.request.post("/v1/keys", {
    headers: { origin: runningApp().url },
    data: { name: "A creator" },
  });
  return made.json();
}

test("a key opens the studio with only its own jobs, on the requested page; signing out ends the session", async ({
  page,
  browser,
}) => {
  const { key } = await newKey(page);
  const context = await browser.newContext({ baseURL: runningApp().url, storageState: { cookies: [], origins: [] } });
  const visitor = await context.newPage();

  await visitor.goto("/settings");
  await expect(visitor).toHaveURL("/sign-in-needed?next=%2Fsettings");
  await keyField(visitor).fill(`${key.slice(0, -1)}_`);
  await visitor.getByRole("button", { name: "Sign in" }).click();
  await expect(visitor.getByRole("alert").filter({ hasText: "Invalid API key." })).toBeVisible();
  await expect(keyField(visitor)).toHaveAccessibleDescription(/Invalid API key/);
  await isAccessible(visitor);

  await keyField(visitor).fill(key);
  await keyField(visitor).press("Enter");
  await expect(visitor).toHaveURL("/settings");
  await expect(visitor.getByRole("heading", { name: "Signed in as A creator" })).toBeVisible();
  await expect(visitor.getByRole("heading", { name: "API keys" })).toHaveCount(0);
  await expect(visitor.getByText(/Managing keys requires a key with the admin role/)).toBeVisible();
  await isAccessible(visitor);
  await visitor.goto("/jobs");
  await expect(visitor.getByText("No jobs yet")).toBeVisible();

  const cookies = await context.cookies();
  await visitor.getByRole("button", { name: "Sign out" }).click();
  await expect(visitor).toHaveURL("/sign-in-needed");
  await context.addCookies(cookies);
  await visitor.goto("/");
  await expect(visitor).toHaveURL("/sign-in-needed");
  await context.close();
});

test.describe("signed out", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  for (const path of ["/jobs", "/jobs/job_0190c6a0-0000-7000-8000-000000000000"]) {
    test(`a visitor gets the sign-in page at ${path}`, async ({ page }) => {
      await page.goto(path);
      await expect(page).toHaveURL(`/sign-in-needed?next=${encodeURIComponent(path)}`);
      await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
      await expect(page.getByRole("alert").filter({ hasText: /\w/ })).toHaveCount(0);
    });
  }

  test("a link opens the studio once; a used link says so", async ({ page, context }) => {
    await page.goto(runningApp().signInLinks.signOut);
    await expect(home(page)).toBeVisible();
    await page.goto("about:blank");
    await context.clearCookies();
    await page.goto(runningApp().signInLinks.signOut);
    await expect(page).toHaveURL("/sign-in-needed?reason=used");
    await expect(page.getByText("This link has been used or has expired.")).toBeVisible();
    await page.goto("/");
    await expect(page).toHaveURL("/sign-in-needed");
  });
});
