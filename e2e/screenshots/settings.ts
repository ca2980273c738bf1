import { readFile } from "node:fs/promises";
import type { Part } from "./camera";

/** The settings with keys, limits and messages, and the API reference. */
export const part: Part = {
  settings: { SMTP_URL: "smtp://127.0.0.1:9", MAIL_FROM: "films@example.com" },
  async shoot({ page, signIn, shoot, shootModes, speak, inChinese, start, until, upload }) {
    await signIn();
    const url = `asset:${await upload(await readFile("public/sample.jpg"), "image/jpeg")}`;
    const id = await start({ model: "qwen-edit", input: [{ type: "image", url }], options: { prompt: "Snow." } });
    await until(id, ({ status }) => status === "completed");
    await page.goto("/settings");
    await page.getByRole("textbox", { name: "Name of the new key" }).fill("The shop");
    await page.getByRole("button", { name: "Create a key" }).click();
    await page.getByText("Copy the key now").waitFor();
    await shoot("settings");
    await shootModes("settings");
    await page.getByRole("button", { name: "Limits of The shop" }).click();
    await page.getByLabel(/Budget/i).fill("20");
    await shoot("settings-limits", async () => {});
    await page.getByRole("button", { name: "Save" }).last().click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Revoke The shop" }).click();
    await shoot("settings-revoke", async () => {});
    await page.keyboard.press("Escape");
    await inChinese("settings");

    await page.goto("/reference");
    await page.getByRole("heading", { name: "Start a job" }).waitFor();
    await shoot("reference-top", async () => {});
    await shoot("reference-operation", () => page.locator("#generate").evaluate((part) => part.scrollIntoView()));
    await shoot("reference-objects", () =>
      page.getByRole("heading", { name: "Objects" }).evaluate((part) => part.scrollIntoView()),
    );
    await page.getByRole("searchbox").fill("webhook");
    await shoot("reference-found", () => page.evaluate(() => scrollTo(0, 0)));
    // The whole page is too high for a picture.
    await speak("zh");
    await shoot("reference-zh", async () => {});
  },
};
