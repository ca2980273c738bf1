import { readFile } from "node:fs/promises";
import type { Part } from "./camera";

/** The pages of batches. */
export const part: Part = {
  async shoot({ page, sandbox, signIn, shoot, inChinese, upload }) {
    await signIn();
    await page.goto("/batches/new");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await shoot("batches-new");
    const bytes = await readFile("public/sample.jpg");
    const picture = `asset:${await upload(bytes, "image/jpeg")}`;
    const list = page.getByRole("textbox", { name: "List (CSV)" });
    const open = async (text: string) => {
      await page.goto("/batches/new");
      await page.getByRole("combobox", { name: "Workflow for lines" }).click();
      await page.getByRole("option", { name: "Edit a picture" }).click();
      await list.fill(text);
      await page.getByRole("button", { name: "Check and price" }).click();
    };

    await open(`image,prompt,seed,colour\n${picture},Morning,1,\n,Noon,2,\n${picture},Evening,seven,red\n`);
    await page.getByRole("alert").filter({ hasText: "error" }).waitFor();
    await shoot("batches-faults");
    const prompts = [
      "Morning fog",
      "Noon",
      "Evening light",
      "Night",
      "Snow",
      "Rain [fault:fail]",
      "Autumn leaves",
      "Storm",
    ];
    await sandbox.fault({ service: "qwen-edit", fault: "slow", value: 6 });
    await open(`image,prompt,seed\n${prompts.map((prompt, i) => `${picture},${prompt},${i}`).join("\n")}\n`);
    await page.getByText("ready to start").waitFor();
    await shoot("batches-ready");
    await page.getByRole("button", { name: "Start the batch" }).click();
    await page.waitForURL(/\/batches\/[0-9a-f-]{36}$/);
    await page.getByRole("listitem").first().waitFor();
    await shoot("batch-begun");
    await page.getByRole("link", { name: "Download all" }).waitFor({ timeout: 180_000 });
    await shoot("batch-ended");
    await inChinese("batch");
    await page.goto("/batches");
    await page.getByRole("listitem").first().waitFor();
    await shoot("batches");
  },
};
