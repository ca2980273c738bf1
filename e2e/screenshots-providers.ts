import { openCamera } from "./camera";
import { filmLength, openMaker } from "./making";

/** Screenshots of the providers: one without a network, one with a refused key, and a step that another one made. */

const camera = await openCamera({
  ...{ FAL_KEY: "a-key", FAL_URL: "http://127.0.0.1:9", IMAGE_TO_VIDEO: "pod:wan-i2v, fal:wan-2.5" },
  TEXT_TO_IMAGE: "openai:gpt-image-1.5, replicate:flux-schnell",
});
const { app, page, shoot, inChinese } = camera;

await page.goto(app.signInUrl);
await page.getByRole("heading", { level: 1 }).waitFor();
const prompt = "A lake at dawn, the mist lifts. [fault:openai:submit-401]";
const started = await page.request.post("/v1/generate", {
  headers: { origin: new URL(app.url).origin },
  data: { model: "text-to-image", input: [], options: { prompt } },
});
await page.goto(`/jobs/${(await started.json()).id}`);
await page.getByRole("link", { name: "Download" }).first().waitFor({ timeout: filmLength });
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
await camera.close();
