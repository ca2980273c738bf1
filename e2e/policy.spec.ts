import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { clipIsLoaded, filmLength, picker, pictureIsShown, startFilm, steps } from "./making";
import { makePicture } from "./media";
import { expect, runningApp, test } from "./test-app";

/** Collects violations of the page's content security policy and errors of the browser, from the first script on. */
async function complaintsOf(page: Page): Promise<string[]> {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  return complaints;
}

test("the policy allows everything that the pages need: pictures, films, previews, at any address of the studio", async ({
  page,
  context,
}, info) => {
  const complaints = await complaintsOf(page);
  await page.goto("/");
  await picker(page).setInputFiles(await makePicture(info.outputPath("mine.jpg")));
  await expect(page.getByText("Uploaded")).toBeVisible();
  await expect(page.locator("img[src^='blob:']").first()).toBeVisible();
  const id = await startFilm(page, "The wind takes the seeds away.");
  await expect(steps(page, "succeeded")).toHaveCount(8, { timeout: filmLength });

  const { cookies } = JSON.parse(readFileSync(runningApp().signedIn, "utf8"));
  await context.addCookies(cookies.map((cookie: object) => ({ ...cookie, domain: "127.0.0.1" })));
  for (const base of [runningApp().url, runningApp().url.replace("localhost", "127.0.0.1")]) {
    await page.goto(`${base}/jobs/${id}`);
    await pictureIsShown(page, "keyframe.1");
    await clipIsLoaded(page, "clip.1");
    const film = page.getByRole("region", { name: "The film" }).locator("video");
    await film.evaluate((video: HTMLVideoElement) => video.play());
    await page.goto(`${base}/jobs`);
    await expect(page.locator(`a[href="/jobs/${id}"]`).first()).toBeVisible();
  }
  await page.goto("about:blank"); // a signed-out page navigates on its own
  await context.clearCookies();
  await page.goto("/sign-in-needed");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("the policy blocks what an attacker could add to a page", async ({ page }) => {
  await page.goto("/");
  const complaints = await complaintsOf(page);
  await page.reload();
  await page.evaluate(() => {
    Object.assign(window, { ran: [] });
    const add = (html: string) => document.body.append(document.createRange().createContextualFragment(html));
    add(`<img src="/none" onerror="ran.push('handler')">`);
    add(`<script src="http://127.0.0.1:9/x.js"></script>`);
    add(
      `<iframe src="http://127.0.0.1:9/"></iframe><object data="/sample.jpg"></object><base href="http://127.0.0.1:9/">`,
    );
    fetch("http://127.0.0.1:9/").catch(() => {});
    // In a task of the page itself: code from a debugger may use `eval`.
    setTimeout(() => new Function("ran.push('eval')")());
  });
  const stopped = () =>
    complaints.filter((text) => text.startsWith("policy: ")).map((text) => text.split(" ")[1] ?? "");
  await expect
    .poll(() => [...new Set(stopped())].sort())
    .toEqual([
      "base-uri",
      "connect-src",
      "frame-src",
      "object-src",
      "script-src",
      "script-src-attr",
      "script-src-elem",
    ]);
  expect(await page.evaluate(() => Object.entries(window).find(([name]) => name === "ran")?.[1])).toEqual([]);
  expect(await page.evaluate(() => document.baseURI.startsWith(location.origin))).toBe(true);
});

test("no other site can frame the studio", async ({ page }) => {
  await page.route("http://framing.test/", (route) =>
    route.fulfill({ contentType: "text/html", body: `<iframe src="${runningApp().url}/sign-in-needed"></iframe>` }),
  );
  await page.goto("http://framing.test/");
  await expect(page.frameLocator("iframe").getByRole("heading")).toHaveCount(0);
  const frame = page.frames().find((one) => one !== page.mainFrame());
  await expect.poll(() => frame?.url()).toMatch(/^chrome-error:/);
});
