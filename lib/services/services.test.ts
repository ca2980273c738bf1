import { describe, expect, test } from "vitest";
import { concatUpscale, qwenEdit, qwenVl, wanI2v, wanTalk } from ".";

/** Recorded answers of the pods and how we read them. */

const hook = "https://example.com/hook";
const receipt = {
  id: "9fff5c68-0000-4000-8000-000000000000",
  pod_id: "fbnfm6e36rm5o7",
  queuePosition: 1,
  estimatedWaitTime: 130.24,
  pod_url: "https://pod.example.com",
};
const completed = {
  id: "123e4567-e89b-42d3-a456-426614174000",
  createdAt: "2024-03-21T10:00:00Z",
  status: "completed",
  model: "wan-i2v",
  webhookUrl: hook,
  options: {},
  stream: true,
  localUrl: ["https://pod.example.com/1.mp4"],
  error: null,
};

describe("qwen-vl", () => {
  test("sends the picture's address and the prompts, without a system prompt when none is given", () => {
    const input = { image: "https://example.com/p.jpg", prompt: "A boat", system_prompt: "Be brief" };
    expect(qwenVl.request(input, hook)).toEqual({
      path: "/v1/generate",
      json: { image_url: "https://example.com/p.jpg", prompt: "A boat", system_prompt: "Be brief" },
    });
    expect(qwenVl.request({ image: "https://example.com/p.jpg" }, hook).json).toEqual({
      image_url: "https://example.com/p.jpg",
      prompt: "",
    });
  });

  test("reads its answer", () => {
    const answer = {
      status: "success",
      enhanced_prompt: "Next Scene: …",
      original_prompt: "",
      processing_time: 1.306,
      seed: 1,
    };
    expect(qwenVl.parse(qwenVl.response.parse(answer))).toEqual({ state: "done", output: { text: "Next Scene: …" } });
    const refused = qwenVl.parse(qwenVl.response.parse({ status: "error", detail: "no GPU" }));
    expect(refused).toEqual({ state: "failed", reason: "no GPU" });
  });
});

describe("the pods that answer by webhook", () => {
  test("get requests in their own format", () => {
    const size = { width: 768, height: 768 };
    const image = [{ type: "image", url: "https://example.com/p.jpg" }];
    const edit = qwenEdit.input.parse({ image: image[0]?.url, prompt: "Night", seed: 5 });
    expect(qwenEdit.request(edit, hook).json).toEqual({
      model: "qwen-edit",
      input: image,
      options: { prompt: "Night", ...size, batch_size: 1, output_format: "jpeg", webp_quality: 90, seed: 5 },
      webhookUrl: hook,
    });
    const move = wanI2v.input.parse({ image: image[0]?.url, prompt: "Push in" });
    expect(wanI2v.request(move, hook).json).toEqual({
      model: "wan-i2v",
      input: image,
      options: { prompt: "Push in", ...size, duration: 3, fps: 24 },
      webhookUrl: hook,
    });
    const talk = wanTalk.input.parse({ image: image[0]?.url, prompt: "Calm", audio_prompt: "Hello" });
    expect(wanTalk.request(talk, hook).json).toMatchObject({ options: { prompt: "Calm", audio_prompt: "Hello" } });
    const videos = ["https://example.com/1.mp4", "https://example.com/2.mp4"];
    expect(concatUpscale.request({ videos }, hook)).toEqual({
      path: "/v1/generate",
      json: {
        model: "concat-upscale",
        input: videos.map((url) => ({ type: "video", url })),
        options: {},
        webhookUrl: hook,
      },
    });
  });

  test("return a receipt with the id and the address of the work", () => {
    expect(wanI2v.receipt?.(wanI2v.response.parse(receipt))).toEqual({
      id: receipt.id,
      base: receipt.pod_url,
      queuePosition: 1,
      waitSeconds: 130.24,
    });
    expect(wanI2v.receipt?.(wanI2v.response.parse({ detail: "ok" }))).toBeNull();
    expect(wanI2v.parse(wanI2v.response.parse(receipt)).state).toBe("pending");
  });

  test("are cancelled at the address of the work", () => {
    const started = { id: receipt.id, base: receipt.pod_url };
    expect(wanI2v.cancel?.(started)).toEqual({ path: `/cancel/${receipt.id}` });
  });

  test("report completed, failed or cancelled in one format", () => {
    const read = (changes: object) => wanI2v.parse(wanI2v.response.parse({ ...completed, ...changes }));
    expect(read({})).toEqual({ state: "done", output: { video: "https://pod.example.com/1.mp4" } });
    expect(read({ localUrl: "https://pod.example.com/1.mp4" })).toEqual(read({}));
    expect(read({ status: "failed", error: "CUDA out of memory", localUrl: [] })).toEqual({
      state: "failed",
      reason: "CUDA out of memory",
    });
    expect(read({ status: "failed", error: { message: "refused" } })).toEqual({ state: "failed", reason: "refused" });
    expect(read({ localUrl: [] }).state).toBe("failed");
    expect(read({ status: "cancelled" }).state).toBe("failed");
    expect(read({ status: "running" })).toEqual({ state: "pending" });
  });

  const read = (changes: object) => wanI2v.parse(wanI2v.response.parse({ ...completed, ...changes }));

  test.each([
    ["done", "completed COMPLETED Complete success succeeded done finished OK"],
    ["failed", "failed FAILED error failure Errored canceled CANCELLED aborted timeout timed-out TIMED_OUT expired"],
    ["pending", "queued IN_QUEUE processing in-progress IN_PROGRESS running Generating"],
    ["unclear", "vollendet 17 completed-ish"],
  ])("report %s with each of these words, in any case: %s", (state, words) => {
    expect(words.split(" ").map((status) => [status, read({ status }).state])).toEqual(
      words.split(" ").map((status) => [status, state]),
    );
  });

  test.each([{}, [], "None", "null", "", false, 0, { code: 0 }, { code: "0", message: "success" }, { a: [{}] }])(
    "report no error with %j",
    (error) => {
      expect(read({ error })).toEqual(read({}));
      expect(read({ error, status: undefined }).state).toBe("unclear"); // a file without a status
      expect(read({ error, status: undefined, localUrl: [] }).state).toBe("pending");
    },
  );

  const file = "https://pod.example.com/1.mp4";
  test.each([
    [["", null, file]],
    [[{ url: file }]],
    [[[file]]],
    [{ url: file }],
    [[{ localUrl: file }, 17]],
    [` ${file} `],
  ])("return a file in %j", (localUrl) => {
    expect(read({ localUrl })).toEqual(read({}));
  });

  test.each([[[""]], [[null]], [{}], [17], [[{ name: "clip" }]], ["None"]])(
    "return no file in %j, which is an error",
    (localUrl) => {
      const reading = read({ localUrl });
      expect(reading).toMatchObject({ state: "failed" });
      expect(reading.state === "failed" && reading.reason).toContain(
        JSON.stringify(localUrl).replaceAll('"None"', "None"),
      );
    },
  );

  test("huge, negative and unreadable numbers are capped or dropped", () => {
    const figures = (queuePosition: unknown, estimatedWaitTime: unknown) =>
      wanI2v.receipt?.(wanI2v.response.parse({ id: 7, queuePosition, estimatedWaitTime, pod_url: "" }));
    expect(figures(1e18, 9.2e18)).toEqual({ id: "7", base: undefined, queuePosition: 1_000_000, waitSeconds: 604_800 });
    const none = { id: "7", base: undefined, queuePosition: undefined, waitSeconds: undefined };
    for (const odd of [-1, Number.NaN, Number.POSITIVE_INFINITY, "soon", {}, [], true])
      expect(figures(odd, odd)).toEqual(none);
  });

  test("report progress in several formats", () => {
    const share = (progress: unknown) => read({ status: "running", progress });
    for (const progress of [10, "10%", 0.1, "0.1", "1/10", { percent: 10 }])
      expect(share(progress)).toEqual({ state: "pending", progress: 0.1 });
    expect(share("loading")).toEqual({ state: "pending", message: "loading" });
    for (const odd of [-1, 1000, {}, null]) expect(share(odd)).toEqual({ state: "pending" });
  });

  test("return all pictures of a call with several", () => {
    const urls = ["https://pod.example.com/1.png", "https://pod.example.com/2.png"];
    expect(qwenEdit.parse(qwenEdit.response.parse({ ...completed, localUrl: urls }))).toEqual({
      state: "done",
      output: { image: urls[0], images: urls },
    });
  });
});
