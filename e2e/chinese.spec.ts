import type { Page } from "@playwright/test";
import { isAccessible } from "./accessible";
import { filmLength, jobIdOf, pictureIsShown, prompt, step } from "./making";
import { expect, test } from "./test-app";

/** Checks that the page contains no English (two Latin words in a row) outside of elements marked as English. */
async function isWhollyChinese(page: Page): Promise<void> {
  const english = await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const parent = node.parentElement;
      if (!parent || parent.closest("script, style, code, kbd, option, body [lang], .font-mono")) continue;
      if (/[A-Za-z]{3,} +[A-Za-z]{2,}/.test(node.textContent ?? "")) found.push(node.textContent ?? "");
    }
    const named = [...document.querySelectorAll("[aria-label], [title], [placeholder], img[alt]")];
    const names = ["aria-label", "title", "placeholder", "alt"];
    const said = named
      .filter((one) => !one.closest("body [lang]"))
      .flatMap((one) => names.map((name) => one.getAttribute(name)));
    return [...found, ...said.filter((text) => /[A-Za-z]{3,} +[A-Za-z]{2,}/.test(text ?? ""))];
  });
  expect(english).toEqual([]);
}

test.describe("a browser that asks for Chinese", () => {
  test.use({ locale: "zh-CN" });

  test("gets Chinese pages, from the form to the film", async ({ page }) => {
    await page.goto("/");
    await expect(page.locator("html")).toHaveAttribute("lang", "zh");
    await expect(page.getByRole("heading", { name: "接下来会发生什么？" })).toBeVisible();
    await page.getByRole("button", { name: "开始" }).click();
    await expect(page.getByText("请填写“图片”。")).toBeVisible();
    await isWhollyChinese(page);

    await page.getByRole("button", { name: "用示例图片" }).click();
    await page.getByLabel("接下来发生什么").fill("黄昏的风吹过草地，蒲公英的种子飘向远方。");
    await page.getByRole("button", { name: "开始" }).click();
    await jobIdOf(page);
    await pictureIsShown(page, "keyframe.1");
    await expect(step(page, "keyframe.1").getByRole("img", { name: "场景 1：关键帧" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "场景 1" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "时间线" })).toBeVisible();
    await expect(page.getByRole("link", { name: "下载" })).toBeVisible({ timeout: filmLength });
    await expect(page.getByText("已完成 8 / 8 步")).toBeVisible();
    await expect(page).toHaveTitle("黄昏的风吹过草地，蒲公英的种子飘向远方。 · Nextscene");
    await isWhollyChinese(page);

    await page.getByRole("link", { name: "设置" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "拼接视频" })).toBeVisible();
    await isWhollyChinese(page);
    await isAccessible(page);
  });

  test("gets a failure in Chinese, with the service's own message marked as English", async ({ page }) => {
    await page.goto("/");
    await page.getByRole("button", { name: "用示例图片" }).click();
    await page.getByLabel("接下来发生什么").fill("发动机熄火了。 [fault:wan-i2v:fail=out of memory@1]");
    await page.getByRole("button", { name: "开始" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "服务执行失败。" })).toBeVisible({ timeout: filmLength });
    await expect(page.locator("[lang=en]").filter({ hasText: "out of memory" }).first()).toBeVisible();
    await isWhollyChinese(page);
  });
});

test("switching the language keeps the page and the typed text, and is remembered", async ({ page }) => {
  await page.goto("/");
  await prompt(page).fill("It begins to rain.");
  let loads = 0;
  page.on("load", () => {
    loads += 1;
  });

  await page.getByRole("combobox", { name: "Language" }).selectOption("中文");

  await expect(page.getByRole("button", { name: "开始" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh");
  await expect(page.getByLabel("接下来发生什么")).toHaveValue("It begins to rain.");
  expect(loads).toBe(0);

  await page.goto("/jobs");
  await expect(page.getByRole("heading", { name: "任务", exact: true })).toBeVisible();
});
