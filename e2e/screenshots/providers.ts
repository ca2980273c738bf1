import { filmLength, openMaker } from "../making";
import type { Part } from "./camera";

/** The providers: one without a network, one with a refused key, and a step that another one made. */
export const part: Part = {
  settings: {
    ...{ FAL_KEY: "a-key", FAL_URL: "http://127.0.0.1:9", IMAGE_TO_VIDEO: "pod:wan-i2v, fal:wan-2.5" },
    TEXT_TO_IMAGE: "openai:gpt-image-1.5, replicate:flux-schnell",
  },
  async shoot({ page, signIn, shoot, inChinese, start }) {
    await signIn();
    const prompt = "A lake at dawn, the mist lifts. [fault:openai:submit-401]";
    const id = await start({ model: "text-to-image", input: [], options: { prompt } });
    await page.goto(`/jobs/${id}`);
    await page.getByRole("link", { name: "Download the picture" }).waitFor({ timeout: filmLength });
    await shoot("job-passed-on");
    await page
      .getByRole("button", { name: /^Details of/ })
      .first()
      .click();
    await shoot("step-passed-on", async () => {});

    await page.goto("/settings");
    await page.getByRole("button", { name: "Test fal" }).click();
    await page.getByText(/Cannot be reached/).waitFor();
    await page.getByText(/without a key/).click();
    await page.getByRole("button", { name: "Test Runway" }).click();
    await page.getByText(/Works/).waitFor();
    await shoot("settings-providers");
    await inChinese("settings-providers");
    await openMaker(page);
    await shoot("make-models", async () => {
      await page.keyboard.press("Escape");
      await page.getByRole("combobox", { name: "Workflow" }).click();
    });
  },
};
