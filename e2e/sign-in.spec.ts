import { expect, house, test } from "./house";

test.use({ storageState: { cookies: [], origins: [] } });

for (const path of ["/", "/jobs", "/jobs/job_0190c6a0-0000-7000-8000-000000000000"]) {
  test(`a visitor who is not signed in is told how to, at ${path}`, async ({ page }) => {
    await page.goto(path);
    await expect(page).toHaveURL("/sign-in-needed");
    await expect(page.getByRole("heading", { name: "Open the link that the terminal printed" })).toBeVisible();
  });
}

test("signing out ends the session for good", async ({ page, context }) => {
  await page.goto(house().signInLinks.signOut);
  await expect(page.getByRole("heading", { name: "What happens next?" })).toBeVisible();
  const cookies = await context.cookies();

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/sign-in-needed");

  await context.addCookies(cookies);
  await page.goto("/");
  await expect(page).toHaveURL("/sign-in-needed");
});

test("a used sign-in link opens nothing", async ({ page }) => {
  await page.goto(house().signInLinks.signOut);
  await page.goto("/");
  await expect(page).toHaveURL("/sign-in-needed");
});
