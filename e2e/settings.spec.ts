import { isAccessible } from "./accessible";
import { holdRequests } from "./making";
import { expect, test } from "./test-app";

test("a key is created, shown once, limited and revoked, on a page that is accessible", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("table", { name: "Spending in the last 30 days" }).getByRole("row")).toHaveCount(31);
  const services = page.getByRole("region", { name: "Services" });
  await services.getByText("services not used yet").click();
  const unused = services.getByRole("listitem").filter({ hasText: "Not used yet" });
  await expect(unused.first()).toContainText("running");

  await page.getByRole("textbox", { name: "Name of the new key" }).fill("A shop");
  await page.getByRole("button", { name: "Create a key", exact: true }).click();
  await expect(page.getByText(/^ns_\w+_/)).toBeVisible();
  await isAccessible(page);

  await page.getByRole("button", { name: "Limits of A shop" }).click();
  await page.getByLabel("Daily budget (UTC), in US dollars").fill("20");
  await isAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "A shop" });
  await expect(row).toContainText("$0.00 of $20.00 today");

  await page.getByRole("button", { name: "Revoke A shop" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByText("1 revoked key").click();
  await expect(row).toContainText("Revoked just now");
});

test("the webhook secret is shown on demand, and a test shows the receiver's answer", async ({ page }) => {
  await page.goto("/settings");
  await page.getByRole("button", { name: "Show the secret" }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  await page.getByLabel("URL to test").fill("http://127.0.0.1:9/hook");
  await page.getByRole("button", { name: "Send a test", exact: true }).click();
  await expect(page.getByRole("region", { name: "Webhooks" })).toContainText("is a private or reserved address");
});

test("notifications name the settings that a channel needs, and the language is saved", async ({ page }) => {
  await page.goto("/settings");
  const section = page.getByRole("region", { name: "Notifications" });
  await expect(section).toContainText("The operator must set SMTP_URL, MAIL_FROM.");
  await expect(section).toContainText("The operator must set SLACK_WEBHOOK_URL.");
  await expect(section.getByRole("button", { name: "Send a test: Slack" })).toBeDisabled();
  await section.getByLabel("Language of the messages").click();
  await page.getByRole("listbox").getByRole("option", { name: "中文" }).click();
  await isAccessible(page);
  await section.getByRole("button", { name: "Save" }).click();
  await expect(section).toContainText("Saved.");
  await page.reload();
  await expect(section.getByLabel("Language of the messages")).toContainText("中文");
});

test("a list that opens late is in view, wherever the page has moved meanwhile", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 400 });
  await page.goto("/settings");
  await expect(page.getByRole("table", { name: /Providers by role/ })).toBeVisible();
  const load = await holdRequests(page, "**/_next/static/**");
  const box = page.getByLabel("Language of the messages");
  await box.click();
  await page.evaluate(() => window.scrollTo({ top: 0, behavior: "instant" }));
  await expect(box).not.toBeInViewport();
  load();
  const option = page.getByRole("listbox").getByRole("option", { name: "中文" });
  await expect(option).toBeInViewport();
  await option.click();
  await expect(box).toContainText("中文");
});

test("an open list keeps its place while what is above it loads", async ({ page }) => {
  const answer = await holdRequests(page, "**/v1/providers?*");
  await page.goto("/settings");
  const box = page.getByLabel("Language of the messages");
  await box.click();
  const option = page.getByRole("listbox").getByRole("option", { name: "中文" });
  await expect(option).toBeInViewport();
  answer();
  // The rest of the page is hidden from assistive technology while the list is open.
  await expect(page.getByRole("table", { name: /Providers by role/, includeHidden: true })).toBeAttached();
  await expect(option).toBeInViewport();
  await option.click();
  await expect(box).toContainText("中文");
});
