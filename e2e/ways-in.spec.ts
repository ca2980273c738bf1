import { readFile } from "node:fs/promises";
import { filmLength, holdRequests, jobIdOf, openMaker, prompt, startButton, startFilm, steps } from "./making";
import { makePicture } from "./media";
import { expect, test } from "./test-app";

test("the sample picture is one click, and a film is made from it", async ({ page }) => {
  await startFilm(page, "The seeds rise into the evening light.");
  await expect(page.getByRole("link", { name: "Download" })).toBeVisible({ timeout: filmLength });
  await expect(steps(page, "succeeded").or(steps(page, "cached"))).toHaveCount(8);
});

test("a picture can be pasted anywhere on the page", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openMaker(page);
  await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(640, 400);
    const ink = canvas.getContext("2d");
    if (ink) ink.fillStyle = "teal";
    ink?.fillRect(0, 0, 640, 300);
    const picture = await canvas.convertToBlob({ type: "image/png" });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
  });

  await prompt(page).focus();
  await page.keyboard.press("Control+V");

  await expect(page.getByText("Uploaded")).toBeVisible();
  await expect(prompt(page)).toHaveValue("");
});

test("a picture can be dropped on the page, and another one replaces it", async ({ page }, info) => {
  const bytes = [...(await readFile(await makePicture(info.outputPath("dropped.png"))))];
  await openMaker(page);
  for (const name of ["first.png", "second.png"]) {
    const files = await page.evaluateHandle(
      ([data, fileName]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(data)], fileName, { type: "image/png" }));
        return transfer;
      },
      [bytes, name] as const,
    );
    await page.dispatchEvent("form", "drop", { dataTransfer: files });
    await expect(page.getByText(name)).toBeVisible();
  }
  await expect(page.getByText("first.png")).toBeHidden();
  await expect(page.getByText("Uploaded")).toBeVisible();
});

test("Ctrl + Enter starts, even while the picture is uploading", async ({ page }) => {
  await openMaker(page);
  const letGo = await holdRequests(page, "**/v1/uploads*");
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await expect(page.getByText("sample.jpg")).toBeVisible();
  await prompt(page).fill("The light goes out. [fault:wan-i2v:slow=60]");
  await prompt(page).press("Control+Enter");
  await expect(page.getByRole("button", { name: "Waiting for the upload…" })).toBeVisible();
  letGo();
  const id = await jobIdOf(page);
  await page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(page.url()).origin } });
});

test("the form follows the chosen model's schema, and keeps what was typed", async ({ page }) => {
  await openMaker(page);
  await prompt(page).fill("It begins to rain.");
  await page.getByRole("combobox", { name: "Workflow" }).click();
  const choices = page.getByRole("listbox").getByRole("option");
  const models: { data: { title: string }[] } = await (await page.request.get("/v1/models")).json();
  await expect(choices).toHaveCount(models.data.length);
  await choices.filter({ hasText: "Next-scene film" }).click();
  await expect(prompt(page)).toHaveValue("It begins to rain.");
  await expect(page.getByRole("spinbutton", { name: "Length" })).toBeHidden();
  await page.getByRole("button", { name: "More options" }).click();
  await expect(page.getByRole("spinbutton", { name: "Length" })).toHaveValue("3");
  await expect(startButton(page)).toBeEnabled();
});
