import type { Page } from "@playwright/test";
import { isAccessible } from "./accessible";
import { startSmallFilm } from "./cutting";
import { filmLength, jobIdOf, pictureIsShown, prompt, step } from "./making";
import { expect, runningApp, test } from "./test-app";

/** Checks that the page contains no English (two Latin words in a row) outside of elements marked as English. */
async function isWhollyChinese(page: Page): Promise<void> {
  const english = await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    // A standard's name, and the words with which a scene must start, are the same in every language.
    const same = /JSON Schema|“Next Scene:”/g;
    const isEnglish = (text: string) => /[A-Za-z]{3,} +[A-Za-z]{2,}/.test(text.replace(same, ""));
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const parent = node.parentElement;
      if (!parent || parent.closest("script, style, code, kbd, option, body [lang], .font-mono")) continue;
      if (isEnglish(node.textContent ?? "")) found.push(node.textContent ?? "");
    }
    const named = [...document.querySelectorAll("[aria-label], [title], [placeholder], img[alt]")];
    const names = ["aria-label", "title", "placeholder", "alt"];
    const said = named
      .filter((one) => !one.closest("body [lang]"))
      .flatMap((one) => names.map((name) => one.getAttribute(name)));
    // A quoted name, or one after a colon, is of a job or file: people wrote it in any language.
    const own = said.map((text) => (text ?? "").replace(/“[^”]*”|: .*$/g, ""));
    return [...found, ...own.filter(isEnglish)];
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

  test("gets Chinese pages of the cut, the share, the library, the queue, the batches and the storyboard", async ({
    page,
  }) => {
    const { url } = runningApp();
    const post = async (path: string, data: object) =>
      (await page.request.post(path, { headers: { origin: url }, data })).json();
    const film = await startSmallFilm(page, url, "风吹过草地。");
    const requests = ["清晨", "[fault:qwen-edit:fail=out of memory]"].map((prompt) => ({
      model: "qwen-edit",
      input: [{ type: "image", url: `asset:${film.inputs[0]?.id}` }],
      options: { prompt },
    }));
    const batch = await post("/v1/batches", { requests });
    const options = { topic: "潮汐是怎样形成的", duration: 10 };
    const story = await post("/v1/generate", { model: "topic-film", options, review: ["the storyboard"] });
    const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
    const dialog = page.getByRole("dialog");
    const close = async () => {
      await page.keyboard.press("Escape");
      await expect(dialog).toBeHidden();
    };

    await page.goto(`/jobs/${film.id}`);
    await button("分享").click({ timeout: filmLength });
    await isWhollyChinese(page);
    await dialog.getByRole("button", { name: "创建链接" }).click();
    const link = dialog.getByLabel("链接", { exact: true });
    await expect(link).toBeFocused();
    await isWhollyChinese(page);
    const shared = await link.inputValue();
    await close();

    await page.goto(`/jobs/${film.id}/cut`);
    await expect(page.getByRole("tab", { name: "片名" })).toBeVisible();
    for (const part of ["片名", "声音", "字幕", "镜头"]) {
      await page.getByRole("tab", { name: part }).click();
      await isWhollyChinese(page);
    }
    for (const name of ["添加视频", "下载"]) {
      await button(name).click();
      await expect(dialog).toBeVisible();
      await isWhollyChinese(page);
      await close();
    }

    await page.goto("/library");
    await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
    await isWhollyChinese(page);
    await button(/用于…$/)
      .first()
      .click();
    await expect(page.getByRole("menu")).toBeVisible();
    await isWhollyChinese(page);
    await page.keyboard.press("Escape");

    await button(/^队列/).click();
    await expect(dialog.getByRole("region").first()).toBeVisible();
    await isWhollyChinese(page);
    await close();

    for (const path of ["/batches", "/batches/new", `/batches/${batch.id}`]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await isWhollyChinese(page);
    }
    await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
    await isWhollyChinese(page);

    await page.goto(`/jobs/${story.id}`);
    await expect(page.getByRole("group", { name: "镜头 1", exact: true })).toBeVisible({ timeout: filmLength });
    await isWhollyChinese(page);
    await page.request.post(`/v1/jobs/${story.id}/cancel`, { headers: { origin: url } });

    await page.goto(shared);
    await expect(page.locator("html")).toHaveAttribute("lang", "zh");
    await isWhollyChinese(page);
  });

  test("gets the API reference in Chinese, with every description", async ({ page }) => {
    await page.goto("/reference");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("API 参考");
    await expect(page.locator("#generate")).toContainText("任务完成、失败或等待审核时通知谁。");
    await expect(page.locator("#generate")).toContainText("budget_exceeded：超出预算。");
    expect(await page.locator("main [data-entry]").count()).toBeGreaterThan(150);
    await expect(page.locator("main [lang]")).toHaveCount(0);
    await isWhollyChinese(page);
    await page.getByRole("searchbox").fill("星标");
    await expect(page.getByRole("heading", { name: "给文件命名或加星" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "吊销密钥" })).toBeHidden();
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
