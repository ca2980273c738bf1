import { readFile } from "node:fs/promises";
import { askJob, chooseModel, jobIdOf, openMaker, prompt, startButton } from "./making";
import { makePicture } from "./media";
import { expect, test } from "./test-app";

/** What was typed and chosen is not lost: by a reload, by another page, by Back, by a picture too many. */

test("a draft survives a reload and another page, with its picture, and can be cleared", async ({ page }) => {
  await openMaker(page);
  await expect(page.getByText("Draft kept.")).toBeHidden();
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await expect(page.getByText("Uploaded")).toBeVisible();
  await prompt(page).fill("The tide goes out.");
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByLabel("Seed").fill("77");
  await expect(page.getByText("Draft kept.")).toBeVisible();

  const isThere = async () => {
    await expect(prompt(page)).toHaveValue("The tide goes out.");
    await expect(page.getByRole("img", { name: "sample.jpg" })).toBeVisible();
    const seen = page.getByRole("img", { name: "sample.jpg" });
    await expect.poll(() => seen.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
    await expect(page.getByText(/^about /)).toBeVisible();
  };
  await page.reload();
  await isThere();
  await page.getByRole("navigation").getByRole("link", { name: "Jobs" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Jobs" })).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "Make" }).click();
  await isThere();

  await page.getByRole("button", { name: "Clear" }).click();
  await expect(prompt(page)).toHaveValue("");
  await expect(prompt(page)).toBeFocused();
  await expect(page.getByRole("img", { name: "sample.jpg" })).toBeHidden();
  await page.reload();
  await expect(startButton(page)).toBeVisible();
  await expect(prompt(page)).toHaveValue("");
});

test("the address has the workflow, and Back from the job returns to what was typed", async ({ page }) => {
  await openMaker(page);
  await chooseModel(page, "Product showcase");
  await page.getByRole("button", { name: "Coffee from one farm" }).click();
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await expect(page.getByText("Uploaded")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Evening Roast");
  await startButton(page).click();
  const id = await jobIdOf(page);
  await page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(page.url()).origin } });
  expect(await askJob(page, id)).toMatchObject({ options: { selling_points: ["From one farm", "Roasted today"] } });

  await page.goBack();
  await expect(page).toHaveURL(/model=product-showcase/);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Evening Roast");
  await expect(page.getByLabel("Selling points 1", { exact: true })).toHaveValue("From one farm");
  await expect(page.getByRole("img", { name: "sample-product.png" })).toBeVisible();
});

test("a workflow that is restored is in the address, which adds no page to the history", async ({ page }) => {
  await openMaker(page);
  await chooseModel(page, "Product showcase");
  await page.goto("/jobs");
  await page.getByRole("link", { name: "Make", exact: true }).click();
  await expect(page).toHaveURL("/?model=product-showcase");
  await expect(page.getByRole("combobox", { name: "Workflow" })).toHaveValue("Product showcase");
  await page.goBack();
  await expect(page).toHaveURL("/jobs");
});

test("a picture without room is offered the place of another one", async ({ page }, info) => {
  await openMaker(page);
  await chooseModel(page, "Film from a topic");
  const pictures = await Promise.all([1, 2, 3, 4, 5].map((n) => makePicture(info.outputPath(`picture-${n}.png`))));
  await page.getByLabel("References").setInputFiles(pictures.slice(0, 4));
  await expect(page.getByText("Uploaded")).toHaveCount(4);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(8)], "picture-5.png", { type: "image/png" }));
    document
      .querySelector("form")
      ?.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  const offer = page.getByRole("group", { name: /There is no room for picture-5.png/ });
  await expect(offer).toBeFocused();
  await expect(offer.getByRole("button")).toHaveCount(5);
  await offer.getByRole("button", { name: "Replace picture-2.png" }).click();
  await expect(offer).toBeHidden();
  await expect(page.getByText("picture-2.png")).toBeHidden();
  await expect(page.getByText("picture-5.png").first()).toBeVisible();

  // A file that comes with the address is offered one as well. The picture that cannot be read is gone with the page.
  const use = async (picture: string) => {
    const sent = await page.request.post("/v1/uploads", {
      headers: { origin: new URL(page.url()).origin, "content-type": "image/png" },
      data: await readFile(picture),
    });
    await page.goto(`/?model=topic-film&use=${(await sent.json()).id}&field=references`);
  };
  await use(pictures[4] ?? "");
  await expect(page.getByText("Uploaded")).toHaveCount(4);
  await use(await makePicture(info.outputPath("picture-6.png")));
  const given = page.getByRole("group", { name: /There is no room for/ });
  await expect(given).toBeFocused();
  await given.getByRole("button", { name: "Replace picture-1.png" }).click();
  await expect(given).toBeHidden();
  await expect(page.getByText("picture-1.png")).toBeHidden();
  await expect(page.getByText("Uploaded")).toHaveCount(4);
});

test("earlier prompts are offered, searched, used and removed", async ({ page }) => {
  await page.goto("/");
  await page.evaluate(() => localStorage.clear());
  for (const text of ["A kettle sings. [fault:wan-i2v:slow=60]", "A door opens. [fault:wan-i2v:slow=60]"]) {
    await openMaker(page);
    await page.getByRole("button", { name: "Use the sample picture" }).click();
    await prompt(page).fill(text);
    await startButton(page).click();
    const id = await jobIdOf(page);
    await page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(page.url()).origin } });
  }
  await openMaker(page);
  await page.getByRole("button", { name: "Earlier prompts" }).click();
  const menu = page.getByRole("dialog", { name: "Earlier prompts" });
  await expect(menu.getByRole("listitem")).toHaveCount(2);
  await expect(menu.getByRole("listitem").first()).toContainText("A door opens.");
  await menu.getByRole("searchbox").fill("kettle");
  await expect(menu.getByRole("listitem")).toHaveCount(1);
  await menu.getByRole("button", { name: /^A kettle/ }).click();
  await expect(menu).toBeHidden();
  await expect(prompt(page)).toHaveValue(/^A kettle sings/);

  await page.getByRole("button", { name: "Earlier prompts" }).click();
  await menu.getByRole("button", { name: /^Remove “A kettle/ }).click();
  await expect(menu.getByRole("listitem")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await expect(page.getByRole("button", { name: "Earlier prompts" })).toBeFocused();
});
