import { createApiKey } from "@/cli/supervisor/database";
import type { Part } from "./camera";

/** The pages before the studio, and those without anything on them. */
export const part: Part = {
  async shoot({ app, browser, page, signIn, shoot, inChinese }) {
    const { key } = await createApiKey(app.settings, "Ada, who makes films");
    await page.goto("/");
    await shoot("sign-in");
    await inChinese("sign-in");
    for (const reason of ["wrong", "many", "used", "over"]) {
      await page.goto(`/sign-in-needed?reason=${reason}`);
      await shoot(`sign-in-${reason}`);
    }
    const stranger = await browser.newContext({ baseURL: app.url, javaScriptEnabled: false });
    const linkPage = await stranger.newPage();
    await linkPage.goto(app.signInUrl);
    await shoot("sign-in-link", undefined, linkPage);
    await stranger.close();

    await page.goto("/sign-in-needed?next=/settings");
    await page.getByLabel("API key").fill(key);
    await page.keyboard.press("Enter");
    await page.getByText("Signed in as").waitFor();
    await shoot("settings-user");
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await page.waitForURL("**/sign-in-needed");

    await signIn();
    for (const [name, path, words] of [
      ["jobs-empty", "/jobs", "No jobs yet"],
      ["batches-empty", "/batches", "No batches yet"],
      ["library-empty", "/library", "No files yet"],
    ] as const) {
      await page.goto(path);
      await page.getByText(words).waitFor();
      await shoot(name);
    }
    await page.getByRole("button", { name: /^Queue/ }).click();
    await shoot("queue-empty", async () => {});
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await shoot("shortcuts", async () => {});
    await page.keyboard.press("Escape");
    await page.goto("/jobs/nothing");
    await shoot("not-found");
    await page.goto("/nowhere");
    await shoot("not-found-page");
    await inChinese("not-found-page");
  },
};
